// Sanctions as a moderator gives them: through the page and its forms.
import { formsOf } from './site.mjs';

// The number of an account, by its name, from the administrators' list.
export async function readerId(admin, name) {
  const page = await admin.get(`/admin/users?find=${encodeURIComponent(name)}`);
  const id = page.text.match(/\/moderation\/reader\/(\d+)/)?.[1];
  if (!id) throw new Error(`no account called ${name}`);
  return id;
}

// An administrator and two moderators, signed in.
export async function staffOf(at) {
  return {
    boss: await at.signedIn(at.addUser('boss', 'administrator')),
    mary: await at.signedIn(at.addUser('mod_mary', 'moderator')),
    max: await at.signedIn(at.addUser('mod_max', 'moderator')),
  };
}

export function sanctionForm(page, word) {
  return formsOf(page.text).find((f) => f.inside.includes(`name="do" value="${word}"`));
}

export const words = { clause: 'insults', reason: 'You called another reader names.', grave: 'It was a threat.' };

// Gives one by the form of the page as it is now, or as `page` was.
export async function sanction(moderator, id, word, values = {}, page) {
  page ??= await moderator.get(`/moderation/reader/${id}`);
  const form = sanctionForm(page, word);
  if (!form) throw new Error(`no form to ${word} at ${page.url}`);
  const given = { clause: words.clause, reason: words.reason };
  if ('grave' in form.fields) given.grave = words.grave;
  return moderator.request(form.action, { method: 'POST', form: { ...form.fields, ...given, do: word, ...values } });
}

export async function endSanction(moderator, id, values = {}, page) {
  page ??= await moderator.get(`/moderation/reader/${id}`);
  const form = sanctionForm(page, 'lift');
  if (!form) throw new Error(`nothing to end at ${page.url}`);
  return moderator.request(form.action, { method: 'POST', form: { ...form.fields, why: 'They have explained it.', do: 'lift', ...values } });
}
