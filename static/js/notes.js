// 診断する and 企てる ask for their text: ticking one opens the group that holds it, beside the boxes of the same case.

function openFor(box) {
  if (!box.checked || !["diagnose", "plan"].includes(box.value)) return;
  const text = document.getElementById(box.name.replace(/phases$/, "interpretation"));
  const group = text?.closest("details");
  if (group) group.open = true;
}

for (const box of document.querySelectorAll('input[type="checkbox"][name$="-phases"]')) openFor(box);
document.addEventListener("change", (event) => {
  if (event.target.matches('input[type="checkbox"][name$="-phases"]')) openFor(event.target);
});
