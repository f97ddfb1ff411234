create table webhook (
    id integer primary key autoincrement,
    name text not null,
    url text not null,
    format text not null,
    -- Encrypted by data protection: it signs every call, so it must be readable to us.
    secret text not null,
    active integer not null,
    created_at integer not null
);

create table subscription (
    id integer primary key autoincrement,
    person_id integer not null,
    -- Null: every monitor.
    monitor_id integer,
    kind text not null,
    channels text not null,
    digest_at text not null,
    threshold_count integer not null,
    threshold_window integer not null,
    cooldown integer not null,
    quiet_from text,
    quiet_to text,
    webhook_id integer references webhook (id) on delete set null,
    active integer not null,
    created_at integer not null,
    -- When the last notification was made, and up to when digests have gone out.
    notified_at integer,
    digested_at integer not null,
    -- When something has to be decided next; null: when a mention comes.
    due_at integer
);
create index subscription_person on subscription (person_id);
create index subscription_due on subscription (due_at) where due_at is not null;

-- Mentions a subscription has heard of. The key makes a fact that is handed out twice harmless.
create table heard_mention (
    subscription_id integer not null references subscription (id) on delete cascade,
    mention_id integer not null,
    published_at integer not null,
    heard_at integer not null,
    -- Null until a notification tells of it.
    notification_id integer,
    primary key (subscription_id, mention_id)
);
create index heard_mention_open on heard_mention (subscription_id, published_at) where notification_id is null;
create index heard_mention_mention on heard_mention (mention_id);
create index heard_mention_heard on heard_mention (heard_at);

create table notification (
    id integer primary key autoincrement,
    person_id integer not null,
    subscription_id integer,
    monitor_id integer,
    kind text not null,
    title text not null,
    body text not null,
    why text not null,
    link text not null,
    mention_ids text not null,
    mention_count integer not null,
    at integer not null,
    read_at integer
);
create index notification_person on notification (person_id, id);
create index notification_unread on notification (person_id) where read_at is null;

create table delivery (
    id integer primary key autoincrement,
    notification_id integer references notification (id) on delete cascade,
    subscription_id integer not null,
    channel text not null,
    target text not null,
    state text not null,
    attempts integer not null,
    created_at integer not null,
    done_at integer,
    next_attempt_at integer,
    -- Set while a try is on its way: a crash leaves it behind, and then the outcome is unknown.
    claimed_at integer,
    -- Deliveries that travel as one message; fixed at the first try, so that every try carries the same id.
    batch_id integer,
    problem text
);
create index delivery_due on delivery (next_attempt_at) where next_attempt_at is not null;
create index delivery_claimed on delivery (claimed_at) where claimed_at is not null;
create index delivery_subscription on delivery (subscription_id, id);
create index delivery_notification on delivery (notification_id);
