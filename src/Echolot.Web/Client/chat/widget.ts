// <script src="https://echolot.example/chat/widget.js" data-key="…" async></script>
// Puts the chat into the corner of a page, or into the element of the page of a link. No cookie, no global name, nothing of the page touched.
import { Talk } from './talk';
import { View, type Line, type Pending } from './view';

const script = document.currentScript as HTMLScriptElement | null;

const begin = async (): Promise<void> => {
  const key = script?.dataset.key;
  if (!script || !key) return;
  const said = script.dataset.lang ?? document.documentElement.lang ?? navigator.language;
  const language = said.toLowerCase().startsWith('de') ? 'de' : 'en';
  const join = script.dataset.join;
  const inPage = script.dataset.into ? document.querySelector<HTMLElement>(script.dataset.into) : null;
  const base = new URL(encodeURIComponent(key), script.src).href;

  let [lines, pending]: [Line[], Pending[]] = [[], []];
  let view: View | undefined;
  const draw = (): void => {
    view?.lines(lines, pending);
    const newest = lines.filter(line => line.ours).at(-1)?.at ?? '';
    if (view?.isOpen) {
      if (newest > talk.read) talk.read = newest;
    } else view?.unread(lines.filter(line => line.ours && line.at > talk.read).length);
  };
  const talk = new Talk(base, language, `echolot-chat-${key}${join ? `-${join.slice(0, 12)}` : ''}`, join, {
    lines: now => {
      lines = now;
      draw();
    },
    pending: now => {
      pending = now;
      draw();
    },
    typing: () => view?.typed(true),
    state: state => {
      if (!view) return;
      view.tell(state === 'lost' ? view.texts.lost : state === 'over' ? view.texts.over : '', state !== 'on');
      if (state === 'over') view.mode(false, true);
    },
    trouble: why => {
      if (!view) return;
      view.tell(say(why), true);
      const failed = pending.filter(p => p.state === 'failed').at(-1);
      if (why === 'over' && failed) view.giveBack(failed.text);
    },
  });
  const say = (why: string): string => {
    const t = view!.texts;
    return { too_many: t.tooMany, text_too_long: t.tooLong, address_invalid: t.emailWrong, over: t.over, link_used: t.used, consent_missing: t.agreeFirst }[why] ?? t.wrong;
  };

  const look = await talk.look().catch(() => undefined);
  if (!look) return;
  const host = document.createElement('div');
  if (inPage) inPage.replaceChildren(host);
  else document.body.append(host);
  host.style.cssText = inPage ? 'display:block;height:100%' : 'display:block;position:static';
  const place = (): void => view?.mode(!look.open && look.form && !talk.has && !join, !talk.has);
  view = new View(host, look, language, inPage ? 'in-page' : 'corner', {
    write: text => {
      talk.write(text, look.wording);
      view?.mode(false, false);
    },
    form: (name, email, text) => void talk.form(name, email, text, look.wording).then(why => {
      if (why) view?.tell(say(why), true);
      else view?.formSent();
    }),
    typed: () => talk.typed(),
    opened: open => {
      if (open) draw();
    },
    file: () => void talk.transcript().then(blob => {
      if (!blob) return;
      const address = URL.createObjectURL(blob);
      const link = Object.assign(document.createElement('a'), { href: address, download: 'chat.txt' });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    }),
    withdraw: () => void talk.withdraw().then(why => {
      if (why) {
        view?.tell(say(why), true);
        return;
      }
      [lines, pending] = [[], []];
      draw();
      place();
      view?.withdrawn(!join);
    }),
    mail: email => void talk.mail(email).then(why => view?.tell(why ? say(why) : view.texts.mailed, why !== undefined)),
  });
  place();
  talk.resume();
};

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => void begin());
else void begin();
