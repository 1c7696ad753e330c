# What the suites of this folder begin with: . "$(dirname "$0")/suite.sh"
# Called with PATH-TO-COMITY [SOURCE-ROOT]: the suite has $comity, $root and a folder $work that goes away with it.
comity=$(realpath "$1")
root=${2:+$(realpath "$2")}
count=0
work=$(mktemp -d "${TMPDIR:-/tmp}/comity-cli.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

# expect NAME STATUS TEXT: the command's status and output stand in $status and $out.
expect() {
    count=$((count + 1))
    case $out in *"$3"*) found=yes ;; *) found=no ;; esac
    if [ "$status" = "$2" ] && [ $found = yes ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        printf '%s\n' "status $status, want $2 and \"$3\"" "$out" | head -40 | sed 's/^/# /'
    fi
}
