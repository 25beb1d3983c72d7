// The look of the report: one file that opens anywhere, in daylight and at night, on a screen and on paper. The one thing to
// know: every colour has a word and a shape beside it, and contrast holds WCAG 2.2 AA in both lights.
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171c);
  --panel: light-dark(#ffffff, #1d2129);
  --line: light-dark(#d5dae1, #363d49);
  --lane: light-dark(#9aa4b2, #5b6575);
  --text: light-dark(#1a1f27, #e8ebf0);
  --quiet: light-dark(#565f6d, #a3adbb);
  --good: light-dark(#1b7a43, #5fc98d);
  --bad: light-dark(#b3122c, #ff7a8c);
  --bad-ground: light-dark(#fdecef, #3a1a20);
  --fault: light-dark(#a35a00, #f0a94a);
  --message: light-dark(#1d63b0, #74aef0);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .4rem 0; max-width: 62rem; }
a { color: var(--message); }
:focus-visible { outline: 3px solid var(--message); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: .5rem; top: .5rem; background: var(--panel); padding: .5rem; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.verdict { display: flex; flex-wrap: wrap; gap: .6rem 1.6rem; align-items: baseline; padding: 1rem 1.2rem; margin: 1rem 0;
  background: var(--panel); border: 1px solid var(--line); border-left: 6px solid var(--good); border-radius: 6px; }
.verdict.failed { border-left-color: var(--bad); }
.verdict strong { font-size: 1.25rem; }
.count { font-variant-numeric: tabular-nums; }
.count b { font-size: 1.25rem; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .6rem 0; color: var(--quiet); }
dl.facts dd { margin: 0; color: var(--text); overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); }
td.number, th.number { white-space: nowrap; }
tr:last-child > td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.state { white-space: nowrap; font-weight: 600; }
.state svg { width: 1em; height: 1em; vertical-align: -.12em; margin-right: .35em; }
.state.passed { color: var(--good); }
.state.failed { color: var(--bad); }
.state.does-not-apply { color: var(--quiet); }
section.scenario { overflow-wrap: anywhere; min-width: 0; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1.1rem; margin: .8rem 0; }
section.scenario.failed { border-left: 6px solid var(--bad); }
section.scenario header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
.quiet { color: var(--quiet); }
ul.weather { margin: .2rem 0 .8rem; padding-left: 1.2rem; }
.wrongs { background: var(--bad-ground); margin: .5rem 0; }
.wrongs th[scope="row"] { color: var(--text); white-space: normal; width: 30%; }
.wrongs td { width: 35%; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .35rem 0; font-weight: 600; min-height: 24px; }
.scroll { position: relative; overflow-x: auto; max-width: 100%; }
.strip { min-width: 44rem; width: 100%; height: auto; display: block; }
.strip text { fill: var(--quiet); font: 13px system-ui, "Liberation Sans", Arial, sans-serif; }
.strip .lane { stroke: var(--lane); stroke-width: 1.5; }
.strip .tick { stroke: var(--line); }
.strip .break { stroke: var(--panel); stroke-width: 3; fill: none; }
.strip .healed { stroke: var(--quiet); stroke-dasharray: 4 4; }
.steps { border: 0; }
.steps td, .steps th { padding: .1rem .6rem; border: 0; }
.steps thead th { padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
.steps td.picture { padding: 0; width: 300px; }
.steps td.picture svg { display: block; width: 300px; height: 26px; overflow: visible; }
.steps { min-width: 44rem; }
.steps td.number, .steps th:first-child { width: 1%; white-space: nowrap; }
.steps td.picture, .steps th:nth-child(2) { overflow: hidden; }
.steps tr.day > th { padding-top: .7rem; color: var(--text); }
.steps tr.loud > td.what { font-weight: 600; }
.mark { stroke: currentColor; fill: currentColor; }
.open { fill: var(--panel); }
.k-act { color: var(--quiet); } .k-message { color: var(--message); } .k-chart { color: var(--good); }
.k-lost, .k-refusal { color: var(--bad); } .k-fault { color: var(--fault); }
.k-raised { color: var(--bad); } .k-settled { color: var(--good); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; list-style: none; padding: 0; margin: .6rem 0; }
.legend svg { width: 18px; height: 18px; vertical-align: -4px; margin-right: .3em; }
code { font: .95em ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere; }
@media print { body { background: #fff; } section.scenario { break-inside: avoid-page; } details { display: block; } }
@media (max-width: 40rem) { main { padding: .6rem; } .optional { display: none; } }
`
