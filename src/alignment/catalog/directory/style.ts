// The look of the directory: a quiet page that reads in daylight, at night and on paper. The one thing to know: what is
// wrong or missing is said in words beside its colour, and contrast holds WCAG 2.2 AA in both lights.
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171c);
  --panel: light-dark(#ffffff, #1d2129);
  --line: light-dark(#d5dae1, #363d49);
  --text: light-dark(#1a1f27, #e8ebf0);
  --quiet: light-dark(#525b69, #a8b1bf);
  --link: light-dark(#1a5ca6, #7db5f2);
  --warn: light-dark(#8a4b00, #f2b25c);
  --warn-ground: light-dark(#fff4e2, #35270f);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: .5rem; top: .5rem; background: var(--panel); padding: .5rem; z-index: 2; }
header.top { background: var(--panel); border-bottom: 1px solid var(--line); padding: .7rem 1.2rem; font-weight: 600; }
header.top { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; justify-content: space-between; }
header.top a:first-child { color: inherit; text-decoration: none; }
header.top a:hover { text-decoration: underline; }
main { max-width: 68rem; margin: 0 auto; padding: 1.2rem; }
footer { max-width: 68rem; margin: 0 auto; padding: 1rem 1.2rem 2rem; color: var(--quiet); font-size: .9rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .2rem 0 .3rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; }
p { margin: .35rem 0; max-width: 60rem; }
ul { margin: 0; padding-left: 1.2rem; }
.quiet { color: var(--quiet); }
.codes { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; padding: 0; margin: .5rem 0; list-style: none; }
.codes b { font-weight: 600; font-variant-numeric: tabular-nums; }
.note { background: var(--warn-ground); border-left: 5px solid var(--warn); padding: .5rem .8rem; border-radius: 4px; margin: .6rem 0; }
table { border-collapse: collapse; width: 100%; background: var(--panel); border: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th, thead td { color: var(--quiet); font-weight: 600; overflow-wrap: normal; border-bottom: 2px solid var(--line) !important; }
.tests thead th:not(:first-child), .tests td:nth-child(2) { white-space: nowrap; }
tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; }
.scroll { overflow-x: auto; }
.facts th { width: 13rem; }
.bands { display: grid; grid-template-columns: max-content max-content; gap: 0 1rem; margin: 0; }
.bands dt { color: var(--quiet); } .bands dd { margin: 0; font-variant-numeric: tabular-nums; }
.find { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: .8rem 0; }
.find label { display: block; font-weight: 600; }
.find .grow { flex: 1 1 20rem; }
input[type=search], select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--quiet); border-radius: 5px;
  padding: .5rem .7rem; width: 100%; min-height: 2.75rem; }
.letters { display: flex; flex-wrap: wrap; gap: .15rem; padding: 0; margin: .4rem 0 .8rem; list-style: none; }
.letters a { display: inline-block; min-width: 2rem; padding: .25rem .4rem; text-align: center; }
.why { color: var(--quiet); font-size: .9rem; display: block; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; font: inherit; font-size: .9em; }
[hidden] { display: none !important; }
button { font: inherit; font-weight: 600; color: var(--link); background: var(--panel); border: 1px solid var(--quiet);
  border-radius: 5px; min-height: 2.75rem; padding: .4rem 1rem; margin: .8rem 0; cursor: pointer; }
.letters a[aria-current=true] { font-weight: 700; outline: 2px solid var(--link); border-radius: 4px; }
/* Until the script has put the rows aside, a browser that runs it need not lay them out. */
@media (scripting: enabled) { :root:not(.found) .tests tbody { display: none; } }
@media (max-width: 44rem) {
  .tests thead { display: none; }
  .tests tr { display: block; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .tests td, .tests th { display: block; border: 0; padding: .1rem .7rem; }
  .tests td[data-head]:not(:empty)::before { content: attr(data-head) ": "; color: var(--quiet); }
  .facts th { width: 9rem; }
  .stacked thead { display: none; }
  .stacked tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  .stacked td, .stacked th { display: block; border: 0; padding: .1rem .7rem; }
  .stacked td[data-head]:not(:empty)::before { content: attr(data-head) ": "; color: var(--quiet); }
}
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 11pt; }
  .find, .letters, .skip, .no-print, header .all { display: none !important; }
  main, footer { max-width: none; padding: 0; }
  header.top { border: 0; padding: 0 0 .4rem; background: none; }
  table { border-color: #999; } tr, .note { break-inside: avoid; } h2 { break-after: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
`
