// Keeps <time data-ago> fresh without asking the server.

const german = document.documentElement.lang === 'de';

export const ago = (ms: number): string | null => {
  if (ms < 45_000) return german ? 'gerade eben' : 'just now';
  if (ms < 3_600_000) return `${Math.max(1, Math.round(ms / 60_000))} ${german ? 'Min.' : 'min'}`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} ${german ? 'Std.' : 'h'}`;
  return null;
};

setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    const text = ago(Date.now() - Date.parse(time.dateTime));
    if (text && text !== time.textContent) time.textContent = text;
  }
}, 20_000);
