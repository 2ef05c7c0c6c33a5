/** For screens from a phone's width on, light or dark, and for A4. Fonts of the reader's system: a page that asks for none. */
export const STYLE = `
:root {
  --paper: #fdfcf9; --desk: #eceae4; --ink: #1d2320; --soft: #5c6660; --line: #d9d6cc; --accent: #0c5b47;
  --tint: #eef4f0; --warn: #8a4b08; --warn-tint: #fbf3e4; --bad: #a11d24;
  --sans: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  --serif: "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", SimSun, Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171b19; --desk: #0e100f; --ink: #e6e9e4; --soft: #9aa59e; --line: #333b36; --accent: #6fc9a8;
    --tint: #1d2823; --warn: #e3b26b; --warn-tint: #2a2317; --bad: #f08a8a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font: 15px/1.6 var(--sans); -webkit-text-size-adjust: 100%; }
main { max-width: 60rem; margin: 2.5rem auto; padding: 3rem 3.25rem; background: var(--paper); border: 1px solid var(--line); border-top: 6px solid var(--accent); }
h1, h2, p, ul, ol, dl, dd, pre { margin: 0; }
[lang="en"] { hyphens: auto; }
.kind { color: var(--accent); font-size: .75rem; font-weight: 600; letter-spacing: .22em; text-transform: uppercase; }
h1 { margin-top: .35rem; font: 700 2rem/1.25 var(--serif); letter-spacing: .04em; }
h1 [lang="en"] { display: block; margin-top: .3rem; color: var(--soft); font: 400 1.15rem/1.4 var(--serif); letter-spacing: 0; }
h2 { margin-bottom: .85rem; font: 700 1.1rem/1.4 var(--serif); }
h2 [lang="en"] { margin-left: .5em; color: var(--soft); font: 400 .92rem/1.4 var(--sans); }
section { margin-top: 2.25rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
code, pre { font-family: var(--mono); font-size: .86em; }
code { overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2.25rem; }
.pair > [lang="en"] { color: var(--soft); }

.stages { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin-top: 1.6rem; padding: 0; list-style: none; }
.stages li { display: flex; gap: .65rem; padding-top: .7rem; border-top: 3px solid var(--line); color: var(--soft); }
.stages .past, .stages .here { border-color: var(--accent); }
.stages .here { color: var(--ink); font-weight: 650; }
.stages i { flex: none; display: grid; place-items: center; width: 1.55rem; height: 1.55rem; border: 1px solid currentColor; border-radius: 50%; font: 600 .78rem/1 var(--sans); }
.stages .past i, .stages .here i { border-color: var(--accent); background: var(--accent); color: var(--paper); }
.stages [lang="en"] { display: block; font-size: .82rem; font-weight: 400; color: var(--soft); }

.claim { margin-top: 1.9rem; font: 1.12rem/1.75 var(--serif); }
.claim [lang="en"] { font-size: 1rem; line-height: 1.65; }
.warning { margin-top: 1.25rem; padding: .7rem 1rem; border-left: 3px solid var(--warn); background: var(--warn-tint); font-size: .86rem; }

.facts { display: grid; grid-template-columns: repeat(2, 1fr); gap: 1.1rem 2.25rem; }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dt [lang="en"]::before, .head [lang="en"]::before { content: "· "; }
.facts dd > span, .facts dd > b { display: block; }
.facts dd > [lang="en"] { color: var(--soft); font-size: .86rem; }
.facts.wide { grid-template-columns: 1fr; gap: .55rem; }
.facts.wide > div { display: grid; grid-template-columns: 13rem 1fr; gap: 0 1rem; align-items: baseline; }
.facts.wide dd > span, .facts.wide dd > b { display: inline; margin-right: .6em; }
.good { color: var(--accent); font-size: .86rem; font-weight: 600; }
.bad { color: var(--bad); font-size: .86rem; font-weight: 600; }

table { width: 100%; border-collapse: collapse; font-size: .88rem; line-height: 1.5; font-variant-numeric: tabular-nums; }
th, td { padding: .6rem .75rem .6rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 2px solid var(--accent); font-weight: 600; vertical-align: bottom; }
thead [lang="en"] { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; }
tbody th { color: var(--soft); font-weight: 400; }
td div > span { display: block; }
td div > [lang="en"] { color: var(--soft); font-size: .92em; }
thead .number, .number { text-align: right; }
.time span { white-space: nowrap; }
thead span { white-space: nowrap; }
.head { display: none; }

ul { padding-left: 1.15em; font-size: .92rem; }
ul li + li { margin-top: .4rem; }
ul li { overflow-wrap: anywhere; }
.proof { display: grid; gap: 1.5rem; }
.proof > div { padding: 1.4rem 1.6rem; }
.proved { background: var(--tint); border-left: 3px solid var(--accent); }
.proved li::marker { color: var(--accent); }
.not-proved { border: 1px solid var(--line); border-left: 3px solid var(--soft); }
.not-proved li::marker { content: "–  "; color: var(--soft); }
pre { margin: 1rem 0 1.4rem; padding: .8rem 1rem; border: 1px solid var(--line); background: var(--desk); white-space: pre-wrap; overflow-wrap: anywhere; }
.check .facts { font-size: .9rem; }
.check dl + dl { margin-top: .9rem; padding-top: .9rem; border-top: 1px dashed var(--line); }

@media screen and (max-width: 44rem) {
  main { margin: 0; padding: 1.75rem 1.15rem 2.5rem; border-width: 6px 0 0; }
  h1 { font-size: 1.65rem; }
  .pair { grid-template-columns: 1fr; gap: .75rem; }
  .stages { grid-template-columns: 1fr; gap: 0; }
  .stages li { padding: .6rem 0 .6rem .8rem; border-top: 0; border-left: 3px solid var(--line); }
  .facts { gap: 1rem 1.25rem; }
  .facts.wide > div { grid-template-columns: 1fr; }
  .facts.wide { gap: .8rem; }
  .proof > div { padding: 1.1rem 1rem; }
  thead { display: none; }
  table, tbody { display: block; }
  tr { display: grid; grid-template-columns: 1.4rem 3fr 2fr; gap: .55rem .75rem; padding: .9rem 0; border-bottom: 1px solid var(--line); }
  th, td { padding: 0; border: 0; }
  tbody th { grid-row: 1 / span 3; color: var(--accent); font-weight: 600; }
  .number { text-align: left; }
  .head { display: block; color: var(--soft); font-size: .76rem; }
  td div > span { overflow-wrap: anywhere; }
  .time span { white-space: normal; }
}
@media screen and (max-width: 28rem) {
  .facts { grid-template-columns: 1fr; gap: .85rem; }
}

@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  :root {
    --paper: #fff; --desk: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #0c5b47; --tint: #fff; --warn: #8a4b08;
    --warn-tint: #fff; --bad: #a11d24;
  }
  html { font-size: 12.4px; }
  body { font-size: 9pt; line-height: 1.45; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  section { margin-top: 5.5mm; padding-top: 4.5mm; }
  h1 { font-size: 19pt; }
  h2 { break-after: avoid; }
  .claim { margin-top: 5mm; font-size: 11pt; }
  .claim [lang="en"] { font-size: 9.6pt; }
  .stages i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .proof { gap: 4mm; }
  .proof > div { padding: 3mm 4mm; }
  tr, dl > div, li, .warning, pre, .proof > div { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
