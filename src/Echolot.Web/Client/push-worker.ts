// Service worker of browser notifications: shows what is pushed, and opens its place when clicked. Keeps nothing.

interface Told {
  title: string;
  body: string;
  link: string;
  tag: string;
}

interface PushWorker {
  addEventListener(type: 'push', hear: (event: ExtendableEvent & { data?: { json(): unknown } }) => void): void;
  addEventListener(type: 'notificationclick', hear: (event: ExtendableEvent & { notification: Notification }) => void): void;
  registration: ServiceWorkerRegistration;
  clients: { openWindow(url: string): Promise<unknown> };
  location: Location;
}

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

const worker = self as unknown as PushWorker;

worker.addEventListener('push', event => {
  const told = event.data?.json() as Told | undefined;
  if (!told) return;
  event.waitUntil(worker.registration.showNotification(told.title, { body: told.body, tag: told.tag, data: told.link }));
});

worker.addEventListener('notificationclick', event => {
  event.notification.close();
  // A place of this site only, whatever was pushed.
  const link = new URL(String(event.notification.data ?? '/'), worker.location.origin);
  if (link.origin === worker.location.origin) event.waitUntil(worker.clients.openWindow(link.href));
});

export {};
