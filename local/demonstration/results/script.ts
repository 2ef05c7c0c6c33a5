/** Browses the receipts: what runs in the page. Values reach it as text only. */
export const SCRIPT = `
'use strict';
const form = document.getElementById('choose'), rows = document.getElementById('receipts'), where = document.getElementById('where');
const back = document.getElementById('back'), on = document.getElementById('on'), one = document.getElementById('one'), text = document.getElementById('text');
const COUNT = 25;
let from = 0, asked = 0;
function cell(row, value, className) { const td = row.insertCell(); td.textContent = value; if (className) td.className = className; return td; }
function show(receipt) { text.textContent = JSON.stringify(receipt, null, 2); one.showModal(); }
async function load() {
  const mine = ++asked;
  const query = new URLSearchParams(new FormData(form)); query.set('from', from); query.set('count', COUNT);
  let answer;
  try { answer = await (await fetch('/receipts.json?' + query)).json(); } catch { where.textContent = 'The demonstration has ended.'; return; }
  if (mine !== asked) return;
  rows.replaceChildren();
  for (const receipt of answer.receipts) {
    const row = rows.insertRow();
    cell(row, receipt.verifiedAt.slice(0, 16).replace('T', ' '));
    cell(row, receipt.dataset); cell(row, receipt.rule.id); cell(row, receipt.action); cell(row, receipt.records, 'n');
    cell(row, receipt.trigger.kind === 'period' ? 'period' : 'account closed');
    const button = document.createElement('button'); button.type = 'button'; button.className = 'link'; button.textContent = receipt.id;
    button.addEventListener('click', () => show(receipt)); row.insertCell().append(button);
  }
  const last = Math.min(from + COUNT, answer.total);
  where.textContent = answer.total === 0 ? 'none' : (from + 1) + ' to ' + last + ' of ' + answer.total;
  back.disabled = from === 0; on.disabled = last >= answer.total;
}
form.addEventListener('input', () => { from = 0; load(); });
form.addEventListener('submit', (event) => event.preventDefault());
back.addEventListener('click', () => { from = Math.max(0, from - COUNT); load(); });
on.addEventListener('click', () => { from += COUNT; load(); });
load();
`;
