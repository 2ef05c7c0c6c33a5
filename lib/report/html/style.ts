/** Nothing is loaded: the page stands alone, on paper and on a phone too. Colours are told apart without seeing them all. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #ffffff; --ink: #1d2329; --soft: #5b6570; --line: #dcdfe2;
  --deleted: #2f6db0; --anonymised: #79b3a8; --late: #c4501b; --mark: #1d2329; --good: #2c7a4b; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181c; --card: #1b2025; --ink: #e8ebee; --soft: #9da8b3;
  --line: #343c44; --deleted: #6ea8e5; --anonymised: #4f8f85; --late: #f08a4b; --mark: #e8ebee; --good: #6cc493; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI",
  "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 800px; margin: 0 auto; padding: 40px 24px 64px; }
header { border-bottom: 2px solid var(--ink); padding-bottom: 18px; margin-bottom: 24px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 18px; margin: 40px 0 4px; }
h3 { font-size: 15px; margin: 24px 0 2px; }
p { margin: 6px 0; } .soft, figcaption, caption { color: var(--soft); font-size: 13px; }
.verdict { font-size: 17px; margin: 0 0 18px; padding-left: 14px; border-left: 4px solid var(--good); }
.verdict.attention { border-color: var(--late); }
.verdict ul { margin: 6px 0 0; padding-left: 20px; font-size: 15px; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; margin: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; }
.tiles dt { color: var(--soft); font-size: 13px; } .tiles dd { margin: 0; font-size: 24px; line-height: 1.25;
  font-variant-numeric: tabular-nums; } .tiles dd small { display: block; font-size: 12px; color: var(--soft); line-height: 1.35; }
.tiles .bad dd { color: var(--late); font-weight: 600; } .tiles .bad dd small { font-weight: 400; }
figure { margin: 10px 0 0; } svg { display: block; max-width: 100%; height: auto; overflow: visible; }
svg text { font: 11px system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", sans-serif; fill: var(--soft); }
.narrow { display: none; }
.grid { stroke: var(--line); stroke-width: 1; } .mark { stroke: var(--mark); stroke-width: 2; }
.divide { stroke: var(--soft); stroke-dasharray: 3 3; }
svg .tick, svg .end, svg .left { text-anchor: end; } svg .label, svg .sum { text-anchor: middle; }
svg .start { text-anchor: start; } svg .sum { fill: var(--ink); } svg .sum.end { text-anchor: end; font-size: 12px; }
svg .name { fill: var(--ink); font-size: 12px; }
.deleted { fill: var(--deleted); } .anonymised { fill: var(--anonymised); } .late { fill: var(--late); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 8px 0 0; padding: 0; font-size: 13px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
.legend .deleted { background: var(--deleted); } .legend .anonymised { background: var(--anonymised); }
.legend .late { background: var(--late); } .legend .mark { height: 2px; background: var(--mark); vertical-align: 4px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: 10px; font-size: 13px; }
caption { text-align: left; } th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line);
  vertical-align: top; } th { font-weight: 600; } td:last-child, th:last-child { padding-right: 0; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.bad { color: var(--late); font-weight: 600; }
td small { display: block; color: var(--soft); }
code, pre { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; } pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  padding: 10px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
dl.terms { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; font-size: 13px; }
dl.terms dt { font-weight: 600; } dl.terms dd { margin: 0; color: var(--soft); }
footer { margin-top: 44px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
@media (max-width: 620px) { main { padding: 24px 16px 48px; } h1 { font-size: 23px; } .wide { display: none; }
  .narrow { display: block; } .tiles { grid-template-columns: 1fr 1fr; } dl.terms { display: block; } dl.terms dd { margin-bottom: 8px; }
  table { font-size: 12px; } th, td { padding-right: 9px; } }
@media print { @page { size: A4; margin: 16mm 15mm; } :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000;
  --soft: #444; --line: #bbb; --deleted: #2f6db0; --anonymised: #79b3a8; --late: #c4501b; --mark: #000; --good: #2c7a4b; }
  main { max-width: none; padding: 0; } body { font-size: 10.5pt; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide { display: block; } .narrow { display: none; } figure, tr, .tiles div, pre { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } .tiles { grid-template-columns: repeat(4, 1fr); } }
`;
