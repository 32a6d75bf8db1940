// Two versions of a draft, field by field; says what `tracker/domain/drafts.py` says, and a journey holds the two against each other.

const same = (one, other) => one.length === other.length && one.every((value, i) => value === other[i]);

/**
 * What becomes of `stored` ({fields, stamps, version}) when `sent` ({name: [values]}) comes from somebody who last saw version `since`
 * and changed the fields `changed` since: {fields, stamps, version, clashes}. A field that both changed is a clash: the stored
 * value stands, and both texts are told.
 */
export function merge(stored, sent, since, changed) {
  const names = since === stored.version ? new Set([...Object.keys(stored.fields), ...Object.keys(sent)]) : new Set(changed);
  const fields = { ...stored.fields };
  const stamps = { ...stored.stamps };
  const clashes = [];
  let isChanged = false;
  for (const name of names) {
    const mine = sent[name] ?? [];
    const theirs = stored.fields[name] ?? [];
    if (same(mine, theirs)) continue;
    if (since !== stored.version && (stored.stamps[name] ?? 0) > since) {
      clashes.push({ name, mine, theirs });
      continue;
    }
    if (mine.length) fields[name] = mine;
    else delete fields[name];
    stamps[name] = stored.version + 1;
    isChanged = true;
  }
  return { fields, stamps, version: stored.version + (isChanged ? 1 : 0), clashes };
}

/** The names on which two sets of fields differ. */
export function differing(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !same(one[name] ?? [], other[name] ?? []));
}
