// All of the chat's own look, inside its shadow root: nothing of the page reaches in, nothing reaches out.

export const styles = `
:host { all: initial; }
* { box-sizing: border-box; margin: 0; padding: 0; font: inherit; color: inherit; letter-spacing: normal; }
[hidden] { display: none !important; }
.w {
  --bg: #fff; --sunken: #f0f2f5; --line: #dfe3e8; --text: #15191f; --soft: #565f6d; --bad: #b42323;
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--text); color-scheme: light;
  position: fixed; bottom: 20px; right: 20px; z-index: 2147483000; text-align: left;
}
.w.left { right: auto; left: 20px; }
@media (prefers-color-scheme: dark) {
  .w { --bg: #171b22; --sunken: #232933; --line: #343c49; --text: #e8ebf0; --soft: #a4aebd; --bad: #ff9490; color-scheme: dark; }
}
.w.in-page, .w.preview { position: static; display: grid; height: 100%; }
button { cursor: pointer; background: none; border: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.launch {
  width: 58px; height: 58px; border-radius: 50%; background: var(--accent); color: var(--ink); display: grid; place-items: center;
  box-shadow: 0 6px 20px rgb(0 0 0 / .25); position: relative;
}
.launch:focus-visible { border-radius: 50%; outline-color: var(--text); }
.launch svg { width: 27px; height: 27px; }
.badge {
  position: absolute; top: -4px; right: -4px; min-width: 21px; height: 21px; padding: 0 6px; border-radius: 11px; background: #c02626;
  color: #fff; font-size: 12px; line-height: 21px; font-weight: 600; text-align: center;
}
.panel {
  position: absolute; bottom: 72px; right: 0; width: 376px; height: min(600px, calc(100vh - 120px)); display: flex; flex-direction: column;
  background: var(--bg); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / .22);
}
.left .panel { right: auto; left: 0; }
.in-page .panel { position: static; width: 100%; height: 100%; box-shadow: none; }
.preview { justify-items: end; gap: 14px; }
.preview.left { justify-items: start; }
.preview .panel { position: static; width: min(376px, 100%); height: 470px; }
header { display: flex; align-items: center; gap: 10px; padding: 12px 12px 12px 16px; background: var(--accent); color: var(--ink); }
header > div { flex: 1; min-width: 0; }
h2 { font-size: 16px; font-weight: 620; overflow-wrap: anywhere; }
.state { font-size: 13px; }
header button { width: 40px; height: 40px; border-radius: 8px; display: grid; place-items: center; }
header button:hover { background: rgb(127 127 127 / .25); }
header :focus-visible { outline-color: var(--ink); }
svg { width: 21px; height: 21px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.log { flex: 1; min-height: 0; overflow-y: auto; padding: 16px; display: flex; flex-direction: column; gap: 10px; overscroll-behavior: contain; }
.line { max-width: 86%; display: grid; gap: 2px; align-self: flex-start; }
.line.mine { align-self: flex-end; justify-items: end; }
.line p { padding: 9px 13px; border-radius: 4px 14px 14px; background: var(--sunken); white-space: pre-wrap; overflow-wrap: anywhere; }
.line.mine p { border-radius: 14px 4px 14px 14px; background: var(--accent); color: var(--ink); }
.line a { text-decoration: underline; }
.line .file { display: flex; gap: 8px; align-items: center; min-height: 44px; padding: 6px 12px; border: 1px solid var(--line); border-radius: 10px; color: var(--text); overflow-wrap: anywhere; }
.line .file svg { width: 18px; height: 18px; flex: none; }
.line small { font-size: 12px; color: var(--soft); padding: 0 4px; }
.line.pending p { opacity: .75; }
.line.failed small { color: var(--bad); }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.typing { min-height: 22px; padding: 0 20px; font-size: 13px; color: var(--soft); }
.told { padding: 8px 16px; font-size: 13.5px; color: var(--soft); border-top: 1px solid var(--line); }
.told.bad { color: var(--bad); }
.consent { display: flex; gap: 10px; align-items: flex-start; padding: 10px 16px; font-size: 13px; line-height: 1.45; border-top: 1px solid var(--line); }
.consent input { width: 20px; height: 20px; flex: none; accent-color: var(--accent); }
.consent label { overflow-wrap: anywhere; max-height: 130px; overflow-y: auto; }
.write { display: flex; gap: 8px; align-items: flex-end; padding: 10px 12px; border-top: 1px solid var(--line); }
textarea, input[type=text], input[type=email] {
  width: 100%; background: var(--bg); border: 1px solid #8b94a3; border-radius: 9px; padding: 9px 12px; font-size: 16px; min-height: 44px;
}
.write textarea { resize: none; max-height: 130px; }
textarea::placeholder { color: var(--soft); opacity: 1; }
textarea:focus, input:focus { outline: 2px solid var(--accent); outline-offset: 0; }
.act { min-height: 44px; min-width: 44px; padding: 8px 16px; border-radius: 9px; background: var(--accent); color: var(--ink); font-weight: 560; display: grid; place-items: center; }
.act.quiet { background: var(--sunken); color: var(--text); }
.form { display: grid; gap: 12px; padding: 16px; overflow-y: auto; flex: 1; align-content: start; }
.form .consent, .more .consent { border: 0; padding: 0; }
.form label.field { display: grid; gap: 4px; font-size: 13.5px; font-weight: 540; }
.form label.field > * { font-weight: 400; }
.more { display: grid; gap: 10px; padding: 12px 16px; border-top: 1px solid var(--line); }
.more form { display: flex; gap: 8px; }
.sure { display: grid; gap: 8px; font-size: 13.5px; }
@media (max-width: 520px) {
  .w:not(.in-page, .preview) { bottom: 14px; right: 14px; }
  .w.left:not(.in-page, .preview) { left: 14px; }
  .w:not(.in-page, .preview) .panel { position: fixed; inset: 0; width: auto; height: 100dvh; border: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel:not([hidden]) { animation: rise .16s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
}
`;
