// <echo-push key worker to>: a click on the button inside asks for permission, subscribes this browser and hands its
// address and keys to the server. Nothing is asked before the click.

interface Keys {
  p256dh?: string;
  auth?: string;
}

class Push extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('button')?.addEventListener('click', () => void this.subscribe());
  }

  private async subscribe(): Promise<void> {
    if (!('serviceWorker' in navigator) || !('PushManager' in window)) {
      this.say(this.dataset.cannot, 'bad');
      return;
    }
    if ((await Notification.requestPermission()) !== 'granted') {
      this.say(this.dataset.denied, 'bad');
      return;
    }
    try {
      const worker = await navigator.serviceWorker.register(this.getAttribute('worker') ?? '');
      await navigator.serviceWorker.ready;
      const known = await worker.pushManager.getSubscription();
      const subscription = known ?? await worker.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: this.getAttribute('key') ?? '',
      });
      const { endpoint, keys } = subscription.toJSON() as { endpoint?: string; keys?: Keys };
      this.send({ endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '', device: browserName() });
    } catch {
      this.say(this.dataset.cannot, 'bad');
    }
  }

  private send(fields: Record<string, string>): void {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = this.getAttribute('to') ?? '';
    form.hidden = true;
    const token = this.querySelector<HTMLInputElement>('input[type="hidden"]');
    for (const [field, value] of Object.entries({ ...fields, [token?.name ?? 'token']: token?.value ?? '' })) {
      const input = document.createElement('input');
      input.name = field;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }

  private say(text: string | undefined, tone: string): void {
    document.dispatchEvent(new CustomEvent('echo:toast', { detail: { text: text ?? '', tone } }));
  }
}

/** Browser and system, as people call them. */
function browserName(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox/.test(agent) ? 'Firefox' : /Edg\//.test(agent) ? 'Edge' : /Chrome/.test(agent) ? 'Chrome' : 'Safari';
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux'].find(part => agent.includes(part)) ?? '';
  return system ? `${browser}, ${system}` : browser;
}

customElements.define('echo-push', Push);

export {};
