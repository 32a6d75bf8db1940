// What is folded on a phone stands open at a desk; what the server opened (a field with an error) stays open.

const isWide = matchMedia("(min-width: 60rem)").matches;
for (const details of document.querySelectorAll("details[data-wide-open]")) details.open ||= isWide;
