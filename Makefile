# Comity: the two commands are `make run` and `make test`. Meson does the work; its builds lie side by side
# in build/: debug, release, asan, tsan, fuzz.

PREFIX ?= /usr/local

.PHONY: help run check test bench fuzz fmt install clean release debug asan tsan deps-build deps-test deps-bench program

help:
	@sed -n 's/^#: //p' Makefile

deps-build deps-test deps-bench:
	@scripts/dependencies $(@:deps-%=%)

# lld, which comes with what tests need, links some 250 programs four times as fast.
build/debug/build.ninja: | deps-build
	$(if $(shell command -v ld.lld),CC_LD=lld) meson setup build/debug --buildtype=debugoptimized
build/release/build.ninja: | deps-build
	meson setup build/release --buildtype=release
# Sanitizers look as closely at -O1, which compiles sooner; lld links their programs five times as fast.
build/asan/build.ninja: | deps-test
	CC=clang CC_LD=lld meson setup build/asan -Doptimization=1 -Db_sanitize=address,undefined -Db_lundef=false
build/tsan/build.ninja: | deps-test
	CC=clang CC_LD=lld meson setup build/tsan -Doptimization=1 -Db_sanitize=thread -Db_lundef=false
build/fuzz/build.ninja: | deps-test
	CC=clang meson setup build/fuzz --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true

debug release asan tsan: %: build/%/build.ninja
	@ninja -C build/$@

# Nothing but the program: what is only for tests is built by them.
program: build/release/build.ninja
	@ninja -C build/release src/cli/comity

#: make run     install what is missing, build, load the sample edition, serve it
run: deps-build program
	@scripts/run

#: make check   the quick tests, both engines, in under a minute
check: deps-test
	@scripts/test check

#: make test    everything: sanitizers, browser, faults, fuzz regressions
test: deps-test
	@scripts/test all

#: make bench   speed and memory as ratios against a baseline of the same run
bench: deps-bench release
	@scripts/bench

#: make fuzz    search for new inputs, FUZZ_SECONDS (60) a target
fuzz: build/fuzz/build.ninja
	@scripts/fuzz

#: make fmt     format the C sources
fmt:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

#: make install DESTDIR= PREFIX=/usr/local
install: deps-build program
	@meson setup --reconfigure build/release -Dprefix=$(PREFIX) >/dev/null
	@ninja -C build/release src/cli/comity libcomity
	@meson install -C build/release --no-rebuild

clean:
	rm -rf build
