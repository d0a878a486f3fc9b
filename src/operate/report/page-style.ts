/** How the page looks, in light and in dark. */

export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f4f5f8; --ink: #1d2129; --soft: #5a6270; --line: #d9dde5;
  --series-0: #2f6fdf; --series-1: #b35900; --series-2: #0f7f5c; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181d; --card: #1e2128; --ink: #f2f4f7; --soft: #a9b1bf; --line: #353a45;
  --series-0: #6bb0ff; --series-1: #ffbe5c; --series-2: #4bd3a4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 48px; max-width: 800px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 24px; } h2 { margin: 36px 0 8px; font-size: 17px; } .from, .note { margin: 2px 0; color: var(--soft); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 8px; margin: 20px 0 0; }
dl div { padding: 10px 12px; border-radius: 8px; background: var(--card); } dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-weight: 600; }
figure { margin: 8px 0; } svg { display: block; width: 100%; height: auto; font-family: system-ui, sans-serif; }
.wide { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } th:first-child, td:first-child { text-align: left; white-space: normal;
  overflow-wrap: anywhere; } tbody th { color: var(--ink); font-weight: 500; } li { margin: 4px 0; }
`
