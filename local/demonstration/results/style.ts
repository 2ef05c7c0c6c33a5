/** System fonts, Chinese ones included; colours for light and dark; one column on a phone. */
export const STYLE = `
:root { color-scheme: light dark;
  --ink: light-dark(#1c2430, #e6e9ee); --soft: light-dark(#566072, #a3adbd); --paper: light-dark(#fbfbf9, #14171c);
  --card: light-dark(#ffffff, #1c2128); --line: light-dark(#dcdfe4, #333b47);
  --good: light-dark(#12714a, #5fd39e); --bad: light-dark(#b3261e, #ff8d85); --link: light-dark(#1f5fbf, #8ab8ff);
  --deleted: light-dark(#3d5a80, #7fa3d1); --anonymised: light-dark(#c98a2b, #e0ad5c); --untouched: light-dark(#c9d0d8, #4a5361); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.1rem; }
header { padding-top: 2.4rem; }
h1 { font-size: 2rem; margin: 0; letter-spacing: -0.02em; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .7rem; }
.lead { color: var(--soft); max-width: 46rem; margin: .4rem 0 1rem; }
.outcome { display: inline-block; margin: 0; padding: .35rem .9rem; border-radius: 2rem; border: 1.5px solid; font-weight: 600; }
.good.outcome, .good .mark { color: var(--good); } .bad.outcome, .bad .mark { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); gap: .7rem; margin: 1.6rem 0 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .9rem; }
dt { color: var(--soft); font-size: .82rem; } dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .5rem .8rem; white-space: nowrap; font-weight: normal; }
thead th { color: var(--soft); font-size: .82rem; } tbody tr { border-top: 1px solid var(--line); }
.triggers .group th { font-weight: 600; background: var(--paper); } .triggers small { display: block; color: var(--soft); white-space: normal; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.note { color: var(--soft); font-size: .88rem; }
.bar-row { display: flex; align-items: center; gap: .8rem; margin: .35rem 0; }
.bar-name { flex: 0 0 12rem; font-size: .9rem; } .bar { flex: 1; display: flex; height: .9rem; border-radius: .3rem; overflow: hidden; background: var(--line); }
.keys { font-size: .85rem; color: var(--soft); margin: 0 0 .6rem; }
.key::before { content: ""; display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem; margin: 0 .35rem 0 .6rem; background: currentColor; }
.bar .deleted { background: var(--deleted); } .bar .anonymised { background: var(--anonymised); } .bar .untouched { background: var(--untouched); }
.key.deleted::before { background: var(--deleted); } .key.anonymised::before { background: var(--anonymised); } .key.untouched::before { background: var(--untouched); }
.bars { margin-bottom: 1.1rem; }
.cards { list-style: none; margin: 0 0 .7rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .7rem; }
.cards li { position: relative; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; display: grid; gap: .2rem; align-content: start; }
.cards span { color: var(--soft); font-size: .88rem; } .cards a::after { content: ""; position: absolute; inset: 0; } .cards li:has(a):hover { border-color: var(--link); }
.checks { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
.checks li { display: flex; gap: .8rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
.checks p { margin: .15rem 0 0; color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; } .checks strong { font-weight: 600; }
.mark { font-weight: 700; } .promise { color: var(--soft); font-size: .8rem; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; }
form#choose { display: flex; flex-wrap: wrap; gap: .8rem; margin-bottom: .7rem; }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; max-width: 100%; }
button { cursor: pointer; } button:disabled { opacity: .5; cursor: default; } .link { border: 0; background: none; padding: 0; color: var(--link); font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .85em; }
a { color: var(--link); } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
dialog { max-width: min(46rem, 94vw); color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .7rem; } pre { overflow: auto; font-size: .85rem; margin-top: 0; }
footer { color: var(--soft); font-size: .88rem; padding-top: 2rem; padding-bottom: 2.5rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) { .bar-row { display: block; } header { padding-top: 1.4rem; } th, td { padding: .45rem .6rem; } }
`;
