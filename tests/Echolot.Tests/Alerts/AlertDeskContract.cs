using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class AlertDeskOnSqlite() : AlertDeskContract(Engine.Sqlite);

public sealed class AlertDeskOnPostgres() : AlertDeskContract(Engine.Postgres);

/// <summary>
/// What the alert desk promises, on every engine, against a real mail server and a real receiver on loopback.
/// </summary>
public abstract partial class AlertDeskContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Echolot.Tests.Teams.SetClock _clock = new(noon);
    private readonly MailServer _mail = new();
    private readonly Receiver _receiver = new();
    private ServiceProvider _services = null!;
    private Person _person = null!;
    private long _monitor;

    private AlertDesk Desk => _services.GetRequiredService<AlertDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddSingleton<IGuardedHttp, OpenHttp>()
            .AddSingleton(new AlertOptions
            {
                PublicUrl = new("https://listen.example"),
                Mail = new() { Host = "127.0.0.1", Port = _mail.Port, Tls = false, From = "echolot@example.org",
                    Timeout = TimeSpan.FromSeconds(60) },
            })
            .AddEcholot(Db)
            .BuildServiceProvider();
        _person = await _services.GetRequiredService<Roster>().SetUpAsync(
            "Echowerk", "Europe/Berlin", new("kim@example.org", "Kim", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _monitor =
            (await _services.GetRequiredService<Watchlist>()
            .AddAsync(new("Marke", "marke", Purpose.Brand), null, Cancel)).Monitor!.Id;
    }

    public override async ValueTask DisposeAsync()
    {
        await _mail.DisposeAsync();
        await _receiver.DisposeAsync();
        await _services.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_mention_becomes_a_notification_for_those_who_asked()
    {
        await SubscribeAsync(Each());
        await HearAsync(1, monitors: [_monitor + 1]);
        (await BellAsync()).ShouldBeEmpty();
        await HearAsync(2);
        var told = (await BellAsync()).ShouldHaveSingleItem();
        (told.Title, told.Count, told.MonitorId, told.Link)
            .ShouldBe(("Neue Erwähnung: Marke", 1, _monitor, "/listening/2"));
        told.Why.ShouldBe("Jede Erwähnung von „Marke“");
        (await Desk.UnreadAsync(_person.Id, Cancel)).ShouldBe(1);
        await Desk.ReadAsync(_person.Id, told.Id, Cancel);
        (await Desk.UnreadAsync(_person.Id, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_fact_handed_out_twice_notifies_once()
    {
        await SubscribeAsync(Each());
        await HearAsync(1);
        _clock.Now = noon.AddMinutes(5);
        await HearAsync(1);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_burst_is_told_in_one_notification_with_its_count()
    {
        await SubscribeAsync(Each());
        for (var id = 1; id <= 9; id++)
            await HearAsync(id);
        (await BellAsync()).Single().Count.ShouldBe(1);
        (await Desk.RoundAsync(Cancel)).ShouldBe(noon.AddSeconds(1));
        _clock.Now = noon.AddSeconds(1);
        await Desk.RoundAsync(Cancel);
        var second = (await BellAsync())[0];
        (second.Count, second.Link).ShouldBe((8, $"/listening?monitor={_monitor}"));
        second.MentionIds.ShouldBe([9, 8, 7, 6, 5, 4, 3, 2]);
        second.Why.ShouldBe("Jede Erwähnung von „Marke“, 8 zusammengefasst");
        (await Desk.RoundAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_digest_waits_for_its_time_and_skips_empty_ones()
    {
        await SubscribeAsync(Each() with { Kind = AlertKind.Digest, DigestAt = [new(14, 0), new(17, 0)] });
        await HearAsync(1);
        await HearAsync(2);
        (await Desk.RoundAsync(Cancel)).ShouldBe(noon.AddHours(1));
        (await BellAsync()).ShouldBeEmpty();
        _clock.Now = noon.AddHours(1);
        (await Desk.RoundAsync(Cancel)).ShouldBe(noon.AddHours(4));
        (await BellAsync()).Single().Title.ShouldBe("Übersicht: 2 Erwähnungen – Marke");
        _clock.Now = noon.AddHours(4);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_digest_says_how_many_there_are_in_all_and_names_the_newest()
    {
        await SubscribeAsync(Each() with { Kind = AlertKind.Digest, DigestAt = [new(14, 0)] });
        var few = AlertDesk.MostMentions + 37;
        await Desk.HearAsync(new MentionsKept([.. Enumerable.Range(1, few).Select(
            i => new KeptMention(i, false, [_monitor], noon.AddSeconds(i), noon.AddSeconds(i)))]), Cancel);
        _clock.Now = noon.AddHours(1);
        await Desk.RoundAsync(Cancel);
        var told = (await BellAsync()).ShouldHaveSingleItem();
        (told.Title, told.Count).ShouldBe(($"Übersicht: {few} Erwähnungen – Marke", few));
        told.MentionIds.ShouldBe(Enumerable.Range(1, few).Reverse().Take(AlertDesk.MostMentions).Select(i => (long)i));
        _clock.Now = noon.AddDays(1).AddHours(1);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Quiet_hours_hold_and_end_with_one_summary()
    {
        var hook = await WebhookAsync();
        await SubscribeAsync(Each() with
        {
            Kind = AlertKind.Threshold, Count = 1, Window = TimeSpan.FromMinutes(1),
            QuietFrom = new(12, 0),
            QuietTo = new(15, 0), Channels = [DeliveryChannel.Screen, DeliveryChannel.Email, DeliveryChannel.Webhook],
            WebhookIds = [hook],
        });
        foreach (var minute in new[] { 0, 20, 40 })
        {
            _clock.Now = noon.AddMinutes(minute);
            await KeepAsync($"post-{minute}");
            await Desk.JudgeRoundAsync(Cancel);
        }
        await PostAsync();
        var held = await Desk.DeliveriesAsync(null, null, 50, Cancel);
        held.ShouldAllBe(d => d.State == DeliveryState.HeldByQuietHours);
        (await Desk.DeliveriesAsync(null, null, 50, Cancel, _person.Id)).ShouldBe(held);
        (await Desk.DeliveriesAsync(null, null, 50, Cancel, _person.Id + 1)).ShouldBeEmpty();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var shown = _services.GetRequiredService<Bus>().WatchAsync<Notified>(stop.Token);

        _clock.Now = noon.AddHours(2);
        await PostAsync();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).ShouldAllBe(d => d.State == DeliveryState.Sent);
        _mail.Mails.Count.ShouldBe(1);
        _mail.Mails[0].ShouldContain("Subject: 3 Benachrichtigungen zusammengefasst");
        JsonDocument.Parse(_receiver.Calls.ShouldHaveSingleItem().Body).RootElement.GetProperty("notifications")
            .GetArrayLength().ShouldBe(3);
        await foreach (var fact in shown)
        {
            fact.Title.ShouldBe("3 Benachrichtigungen zusammengefasst");
            break;
        }
    }

    [Fact]
    public async Task Each_mention_in_quiet_hours_is_told_when_they_end()
    {
        await SubscribeAsync(Each() with { QuietFrom = new(12, 0), QuietTo = new(15, 0) });
        await HearAsync(1);
        await HearAsync(2);
        (await BellAsync()).ShouldBeEmpty();
        _clock.Now = noon.AddHours(2);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Single().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_mail_arrives_in_both_forms_with_a_lasting_id_and_the_next_waits_a_minute()
    {
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Email] });
        await HearAsync(1);
        await PostAsync();
        var mail = _mail.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("To: kim@example.org");
        mail.ShouldContain("text/plain");
        mail.ShouldContain("text/html");
        mail.ShouldContain("Auto-Submitted: auto-generated");
        var sent = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single();
        mail.ShouldContain($"<delivery-{sent.Id}@example.org>", Case.Insensitive);
        (sent.State, sent.Attempts, sent.Target).ShouldBe((DeliveryState.Sent, 1, "kim@example.org"));

        foreach (var second in new[] { 2, 4, 6 })
        {
            _clock.Now = noon.AddSeconds(second);
            await HearAsync(second);
        }
        await PostAsync();
        _mail.Mails.Count.ShouldBe(1);
        _clock.Now = noon.AddMinutes(1);
        await PostAsync();
        _mail.Mails.Count.ShouldBe(2);
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).ShouldAllBe(d => d.State == DeliveryState.Sent);
    }

    [Fact]
    public async Task A_refused_recipient_fails_and_a_busy_mailbox_is_tried_again()
    {
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Email] });
        _mail.Recipient = "450 busy";
        await HearAsync(1);
        await PostAsync();
        var waiting = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single();
        (waiting.State, waiting.NextAttemptAt).ShouldBe((DeliveryState.Waiting, noon.AddSeconds(10)));
        _mail.Recipient = "550 no such mailbox";
        _clock.Now = noon.AddSeconds(10);
        await PostAsync();
        var failed = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single();
        (failed.State, failed.Attempts).ShouldBe((DeliveryState.Failed, 2));
        failed.Problem!.ShouldContain("550");
        failed.Problem!.ShouldNotContain("kim@");
    }

    [Fact]
    public async Task A_mail_with_an_unknown_outcome_is_not_sent_again()
    {
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Email] });
        _mail.HangUpAfterData = true;
        await HearAsync(1);
        await PostAsync();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single().State.ShouldBe(DeliveryState.Unknown);
        _clock.Now = noon.AddHours(2);
        await PostAsync();
        _mail.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_is_called_until_it_answers_with_one_id_and_a_valid_signature()
    {
        var (hook, secret) = await Desk.SaveAsync(
            new Webhook(0, "Ops", _receiver.Url, WebhookFormat.Echolot, true, noon), Cancel);
        (await Desk.SaveAsync(hook with { Name = "Operations" }, Cancel)).Secret.ShouldBeNull();
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Webhook], WebhookIds = [hook.Id] });
        _receiver.Answers.Enqueue(500);
        _receiver.Answers.Enqueue(429);
        await HearAsync(1);
        await PostAsync();
        _clock.Now = noon.AddSeconds(10);
        await PostAsync();
        _clock.Now = _clock.Now.AddMinutes(1);
        await PostAsync();
        var delivery = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single();
        (delivery.State, delivery.Attempts, delivery.Target).ShouldBe((DeliveryState.Sent, 3, "Operations"));
        _receiver.Calls.Select(c => c.Delivery).Distinct().ShouldHaveSingleItem();
        foreach (var call in _receiver.Calls)
        {
            var parts = call.Signature.Split(',').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
            parts["v1"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret!),
                (byte[])[.. Encoding.ASCII.GetBytes(parts["t"] + "."), .. call.Body])));
        }
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_not_called_again()
    {
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Webhook], WebhookIds = [await WebhookAsync()] });
        _receiver.Answers.Enqueue(410);
        await HearAsync(1);
        await PostAsync();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single().State.ShouldBe(DeliveryState.Failed);
    }

    [Fact]
    public async Task Tries_cut_off_by_a_crash_are_repeated_for_calls_and_unknown_for_mails()
    {
        await SubscribeAsync(Each() with
        {
            Channels = [DeliveryChannel.Email, DeliveryChannel.Webhook], WebhookIds = [await WebhookAsync()],
        });
        await HearAsync(1);
        // Claimed, and then the process is gone.
        (await Desk.ClaimAsync(Cancel)).Count.ShouldBe(2);
        _clock.Now = noon.AddMinutes(4);
        await PostAsync();
        _clock.Now = noon.AddMinutes(6);
        await PostAsync();
        var states = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).ToDictionary(d => d.Channel, d => d.State);
        states[DeliveryChannel.Email].ShouldBe(DeliveryState.Unknown);
        states[DeliveryChannel.Webhook].ShouldBe(DeliveryState.Sent);
        _mail.Mails.ShouldBeEmpty();
        _receiver.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_push_reaches_each_browser_encrypted_and_one_that_let_go_is_forgotten()
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var key = System.Buffers.Text.Base64Url.EncodeToString(PushCipher.Point(browser));
        var device = await Desk.AddDeviceAsync(
            _person.Id, "https://push.example/1", key, "BTBZMqHH6r4Tts7J_aSIgg", "Firefox", Cancel);
        // A push service on loopback speaks no TLS.
        await Db.WriteAsync(
            s => s.Connection.ExecuteAsync(
                "update push_device set endpoint = @url where id = @Id", new { url = _receiver.Url.AbsoluteUri, device.Id },
                s.Transaction), Cancel);
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Push] });
        _receiver.Answers.Enqueue(201);
        await HearAsync(1);
        await PostAsync();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Single()
            .ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeliveryState.Sent), d => d.Target.ShouldBe("Firefox"));
        var body = _receiver.Calls.Single().Body;
        Encoding.UTF8.GetString(body).ShouldNotContain("Marke");
        body[20].ShouldBe((byte)65);

        _receiver.Answers.Enqueue(410);
        _clock.Now = noon.AddMinutes(5);
        await HearAsync(2);
        await PostAsync();
        (await Desk.DevicesAsync(_person.Id, Cancel)).ShouldBeEmpty();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel))[0].State.ShouldBe(DeliveryState.Failed);
        // Who has no browser left is told so in the log.
        _clock.Now = noon.AddMinutes(10);
        await HearAsync(3);
        (await Desk.DeliveriesAsync(null, null, 50, Cancel))[0].Problem!.ShouldStartWith("No browser");
    }

    [Fact]
    public async Task Browsers_with_strange_addresses_or_keys_are_refused()
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var key = System.Buffers.Text.Base64Url.EncodeToString(PushCipher.Point(browser));
        foreach (var endpoint in new[] { null, "", "http://push.example/1", "https://a:b@push.example/", "/relative" })
            (await Refused(endpoint, key, "BTBZMqHH6r4Tts7J_aSIgg")).ShouldBe(AlertRefusal.PushAddress);
        foreach (var (point, secret) in new[] { ("AAAA", "BTBZMqHH6r4Tts7J_aSIgg"), (key, "short"), ("%%%", "%%%"), (null, null) })
            (await Refused("https://push.example/1", point, secret)).ShouldBe(AlertRefusal.PushKeys);
        (await Desk.PushKeyAsync(Cancel)).ShouldBe(await Desk.PushKeyAsync(Cancel));

        async Task<AlertRefusal> Refused(string? endpoint, string? point, string? secret) =>
            (await Should.ThrowAsync<AlertException>(
                () => Desk.AddDeviceAsync(_person.Id, endpoint, point, secret, "x", Cancel))).Why;
    }

    [Fact]
    public async Task The_test_button_says_what_became_of_each_channel()
    {
        var saved = await SubscribeAsync(Each() with
        {
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Email, DeliveryChannel.Webhook],
            WebhookIds = [await WebhookAsync()],
            QuietFrom = new(0, 0), QuietTo = new(23, 59),
        });
        _receiver.Answers.Enqueue(503);
        var outcome = (await Desk.TestAsync(saved.Id, Cancel)).ToDictionary(d => d.Channel);
        outcome[DeliveryChannel.Screen].State.ShouldBe(DeliveryState.Sent);
        outcome[DeliveryChannel.Email].State.ShouldBe(DeliveryState.Sent);
        outcome[DeliveryChannel.Webhook].State.ShouldBe(DeliveryState.Failed);
        outcome[DeliveryChannel.Webhook].Problem!.ShouldContain("503");
        (await BellAsync()).Single().Title.ShouldBe("Testbenachrichtigung");
    }

    [Fact]
    public async Task Forgotten_mentions_and_those_of_another_rule_are_not_told()
    {
        var saved = await SubscribeAsync(Each() with { Kind = AlertKind.Digest, DigestAt = [new(14, 0)] });
        await HearAsync(1);
        await HearAsync(2);
        await Desk.ForgetAsync(new([1], "deleted"), Cancel);
        _clock.Now = noon.AddHours(1);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Single().MentionIds.ShouldBe([2]);
        await HearAsync(3);
        await Desk.SaveAsync(saved with { Kind = AlertKind.EachMention }, Cancel);
        _clock.Now = _clock.Now.AddMinutes(1);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Alerts_end_with_their_monitor()
    {
        await SubscribeAsync(Each());
        var everything = await SubscribeAsync(Each() with { MonitorId = null });
        await Desk.DropAsync(new(_monitor), Cancel);
        (await Desk.RulesAsync(null, Cancel)).Select(s => s.Id).ShouldBe([everything.Id]);
    }

    [Fact]
    public async Task Alerts_that_cannot_work_are_refused()
    {
        (await Refused(Each() with { Channels = [] })).ShouldBe(AlertRefusal.NoChannel);
        (await Refused(Each() with { Kind = AlertKind.Digest })).ShouldBe(AlertRefusal.DigestWithoutTime);
        (await Refused(Each() with { Kind = AlertKind.Threshold, Count = 0 }))
            .ShouldBe(AlertRefusal.Count);
        (await Refused(Each() with { QuietFrom = new(22, 0) })).ShouldBe(AlertRefusal.QuietHalfSet);
        (await Refused(Each() with { Channels = [DeliveryChannel.Webhook], WebhookIds = [99] }))
            .ShouldBe(AlertRefusal.WebhookMissing);
        (await Refused(Each() with { Id = 99 })).ShouldBe(AlertRefusal.NotFound);

        async Task<AlertRefusal> Refused(AlertRule s) =>
            (await Should.ThrowAsync<AlertException>(() => Desk.SaveAsync(s, Cancel))).Why;
    }

    [Fact]
    public async Task Erasing_a_person_takes_everything_they_were_told()
    {
        await SubscribeAsync(Each() with { Channels = [DeliveryChannel.Screen, DeliveryChannel.Email] });
        await HearAsync(1);
        await Desk.AskedAsync(new(_person.Id, null, noon), Cancel);
        var holder = _services.GetServices<IHoldsPersonalData>().Single(h => h.Tables.Contains("notification"));
        var subject = new DataSubject(null, $"{_person.Id}");
        (await holder.ExportAsync(subject, Cancel).ToListAsync(Cancel)).Select(r => r.Table).Distinct()
            .ShouldBe(["alert_rule", "notification", "delivery", "link_mail"]);
        (await Db.WriteAsync(s => holder.EraseAsync(s, subject, Cancel), Cancel)).ShouldBeGreaterThan(3);
        (await holder.ExportAsync(subject, Cancel).ToListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task From_kept_to_notified_takes_well_under_a_second()
    {
        await using var host = new RunningDesk(_services);
        await SubscribeAsync(Each());
        var bus = _services.GetRequiredService<Bus>();
        var took = new List<TimeSpan>();
        for (var id = 1; id <= 20; id++)
        {
            // Each on its own: the burst rule is another test.
            _clock.Now = _clock.Now.AddSeconds(2);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var shown = bus.WatchAsync<Notified>(stop.Token);
            var watch = Stopwatch.StartNew();
            await Db.WriteAsync(s => bus.PublishAsync(s, Fact(id, [_monitor]), Cancel), Cancel);
            await foreach (var fact in shown)
            {
                fact.PersonId.ShouldBe(_person.Id);
                break;
            }
            took.Add(watch.Elapsed);
        }
        took.Order().ElementAt(9).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_forgotten_password_is_mailed_as_a_link_that_stands_only_in_the_mail()
    {
        await AskAsync("kim@example.org");
        await PostAsync();
        var mail = _mail.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("To: kim@example.org");
        var secret = SecretOf(mail);
        MailServer.TextOf(mail).ShouldContain("bis 02.03.2026, 14:00 Uhr", Case.Sensitive, "in the person's time zone");
        await using (var read = await Db.ReadAsync(Cancel))
        {
            var stored = string.Join('\n', await read.QueryAsync<string>(
                "select json from outbox union all select secret_hash from password_link union all "
                + "select coalesce(detail, '') from audit"));
            stored.ShouldContain($"\"personId\":{_person.Id}");
            stored.ShouldNotContain(secret);
        }
        _clock.Now = noon.AddMinutes(59);
        (await Roster.AcceptInviteAsync(secret, "a new password", Cancel)).ShouldBeTrue();
        (await Roster.AcceptInviteAsync(secret, "another password", Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mail_that_did_not_go_out_is_tried_again_with_a_new_link()
    {
        var ana = await Roster.InviteByMailAsync(
            await AdministratorAsync(), new("ana@example.org", "Ana", Role.Analyst, "en", "Europe/Berlin"), Cancel);
        await HandOnAsync();
        _mail.Recipient = "450 busy";
        await PostAsync();
        (await Desk.LinkMailAsync(ana.Id, Cancel))!.State.ShouldBe(DeliveryState.Waiting);
        _mail.Recipient = "250 OK";
        _clock.Now = noon.AddSeconds(10);
        await PostAsync();
        var mail = _mail.Mails.ShouldHaveSingleItem();
        (await Desk.LinkMailAsync(ana.Id, Cancel))!.State.ShouldBe(DeliveryState.Sent);
        MailServer.TextOf(mail).ShouldContain("Kim has invited you to Echolot, with which Echowerk listens");
        _clock.Now = noon.AddDays(6);
        (await Roster.AcceptInviteAsync(SecretOf(mail), "a new password", Cancel)).ShouldBeTrue();
        await Roster.SendPasswordLinkAsync(await AdministratorAsync(), ana.Id, Cancel);
        await HandOnAsync();
        await PostAsync();
        MailServer.TextOf(_mail.Mails[1]).ShouldContain("Kim sends you this link");
    }

    [Fact]
    public async Task A_stranger_who_asks_leaves_an_open_invitation_as_it_is()
    {
        var ana = await Roster.InviteByMailAsync(
            await AdministratorAsync(), new("ana@example.org", "Ana", Role.Analyst, "en", "Europe/Berlin"), Cancel);
        await HandOnAsync();
        await AskAsync("ana@example.org");
        await PostAsync();
        _mail.Mails.Count.ShouldBe(2);
        var invitation = _mail.Mails.Single(m => m.Contains("link-" + ana.Id + "-given", StringComparison.Ordinal));
        (await Roster.AcceptInviteAsync(SecretOf(invitation), "a new password", Cancel)).ShouldBeTrue();
        (await Roster.AcceptInviteAsync(
            SecretOf(_mail.Mails.Single(m => m != invitation)), "a new password", Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_asking_twice_is_one_mail_and_nobody_gets_none()
    {
        var fact = new PasswordLinkAsked(_person.Id, null, noon);
        await Desk.AskedAsync(fact, Cancel);
        await PostAsync();
        await Desk.AskedAsync(fact, Cancel);
        await Desk.AskedAsync(new(null, null, noon), Cancel);
        await PostAsync();
        _mail.Mails.Count.ShouldBe(1);

        var (ana, _) = await Roster.InviteAsync(
            await AdministratorAsync(), new("ana@example.org", "Ana", Role.Analyst, "en", "Europe/Berlin"), Cancel);
        await Roster.ChangeAsync(
            await AdministratorAsync(), ana.Id, new(ana.Email, ana.Name, ana.Role, "en", "Europe/Berlin"), false,
            Cancel);
        await Desk.AskedAsync(new(ana.Id, _person.Id, noon), Cancel);
        await PostAsync();
        _mail.Mails.Count.ShouldBe(1);
        (await Desk.LinkMailAsync(ana.Id, Cancel))!.Problem!.ShouldContain("may not sign in");
    }

    private Roster Roster => _services.GetRequiredService<Roster>();

    private async Task<Actor> AdministratorAsync() =>
        new((await Roster.FindAsync(_person.Id, Cancel))!, Roles.All, null);

    private async Task AskAsync(string email)
    {
        (await Roster.AskForPasswordAsync(email, "192.0.2.1", Cancel)).ShouldBeNull();
        await HandOnAsync();
    }

    /// <summary>Hands the desk what the outbox holds for it.</summary>
    private async Task HandOnAsync()
    {
        await using var read = await Db.ReadAsync(Cancel);
        foreach (var json in await read.QueryAsync<string>(
            "select json from outbox where type like '%PasswordLinkAsked' order by seq"))
            await Desk.AskedAsync(
                JsonSerializer.Deserialize<PasswordLinkAsked>(json, JsonSerializerOptions.Web)!, Cancel);
    }

    private static string SecretOf(string mail) =>
        Regex.Match(MailServer.TextOf(mail), "https://listen\\.example/welcome/([A-Za-z0-9_-]{43})").Groups[1].Value;

    private AlertRule Each() => new(
        0, _person.Id, _monitor, AlertKind.EachMention, [DeliveryChannel.Screen], [], 5, TimeSpan.FromMinutes(10),
        TimeSpan.Zero, null, null,
        true, default);

    private Task<AlertRule> SubscribeAsync(AlertRule rule) => Desk.SaveAsync(rule, Cancel);

    private async Task<long> WebhookAsync(string name = "Ops", Receiver? receiver = null) =>
        (await Desk.SaveAsync(
            new Webhook(0, name, (receiver ?? _receiver).Url, WebhookFormat.Echolot, true, noon), Cancel)).Webhook.Id;

    private Task HearAsync(long id, long[]? monitors = null) =>
        Desk.HearAsync(Fact(id, monitors ?? [_monitor]), Cancel);

    /// <summary>Keeps a mention published now and hands the desk the fact of it.</summary>
    private async Task KeepAsync(string id)
    {
        var keep = Samples.Keep(
            Samples.Mention(id, "Jacke kaputt") with { PublishedAt = _clock.Now, ReceivedAt = _clock.Now }, null, _monitor);
        var kept = await Db.WriteAsync(
            s => _services.GetRequiredService<Archive>().KeepAsync(s, [keep], Cancel), Cancel);
        await HearAsync(kept[0].Id);
    }

    private MentionsKept Fact(long id, long[] monitors) => new([new(id, false, monitors, _clock.Now, _clock.Now)]);

    private Task<IReadOnlyList<Notification>> BellAsync() => Desk.ForPersonAsync(_person.Id, false, null, 50, Cancel);

    private Task PostAsync() => Desk.SendDueAsync(Cancel);
}
