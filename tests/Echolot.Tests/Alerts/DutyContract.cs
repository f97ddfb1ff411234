using Dapper;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Messaging;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class DutyOnSqlite() : DutyContract(Engine.Sqlite);

public sealed class DutyOnPostgres() : DutyContract(Engine.Postgres);

/// <summary>How people on call are told, against a real mail server and a real push service on loopback.</summary>
public abstract class DutyContract(Engine engine) : DatabaseContract(engine)
{
    private readonly SetClock _clock = new(new(2026, 11, 8, 21, 40, 0, TimeSpan.Zero));
    private readonly MailServer _mail = new();
    private readonly Receiver _push = new();
    private readonly CancellationTokenSource _stop = new();
    private ServiceProvider _services = null!;
    private Task _working = Task.CompletedTask;
    private long _mira;
    private long _jonas;

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

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
                Mail = new() { Host = "127.0.0.1", Port = _mail.Port, Tls = false, From = "echolot@example.org", Timeout = TimeSpan.FromSeconds(60) },
            })
            .AddEcholot(Db)
            .BuildServiceProvider();
        var roster = Get<Roster>();
        var mira = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = mira.Id;
        _jonas = (await roster.InviteAsync(
            new(mira, mira.Permissions, null), new("jonas@example.org", "Jonas", Role.Agent, "en", "Europe/Berlin"), Cancel)).Person.Id;
        Get<DutyPost>().Listen();
        Get<DutyCalls>().Listen();
        _working = Get<Bus>().RunAsync(_stop.Token);
        await Get<RotaDesk>().SaveShiftAsync(
            null, new("Nacht", ShiftKind.Evening, _clock.Now.AddHours(-1), _clock.Now.AddHours(8), [_jonas, _mira], []), _mira, Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await _mail.DisposeAsync();
        await _push.DisposeAsync();
        await _services.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_first_one_is_told_by_screen_mail_and_push_and_the_next_one_after_five_minutes()
    {
        await PushDeviceAsync(_jonas);
        await Get<RotaDesk>().CallAsync(DutySubject.Conversation, 12, Cancel);
        await UntilAsync(async () => (await Get<AlertDesk>().UnreadAsync(_jonas, Cancel)) == 1);
        await SentAsync(2);
        var mail = _mail.Mails.ShouldHaveSingleItem();
        MailServer.TextOf(mail).ShouldContain("On call: conversation 12 is urgent");
        MailServer.TextOf(mail).ShouldContain("https://listen.example/rota");
        _push.Calls.Count.ShouldBe(1);
        (await Get<AlertDesk>().UnreadAsync(_mira, Cancel)).ShouldBe(0);
        _clock.Now += TimeSpan.FromMinutes(5);
        await Get<RotaDesk>().EscalateAsync(Cancel);
        await UntilAsync(async () => (await Get<AlertDesk>().UnreadAsync(_mira, Cancel)) == 1);
        await SentAsync(3);
        MailServer.TextOf(_mail.Mails[1]).ShouldContain("Bereitschaft: Gespräch 12 ist dringend");
        var call = (await Get<RotaDesk>().CallsAsync(Cancel)).Single();
        var messages = await Get<DutyPost>().MessagesAsync([call.Id], Cancel);
        messages.Select(m => (m.Place, m.Channel, m.State)).ShouldBe(
        [
            (0, DeliveryChannel.Email, DeliveryState.Sent), (0, DeliveryChannel.Push, DeliveryState.Sent),
            (1, DeliveryChannel.Email, DeliveryState.Sent),
        ]);
    }

    [Fact]
    public async Task The_same_fact_twice_tells_nothing_twice()
    {
        var fact = new DutyCalled(7, 0, _jonas, DutySubject.Firing, 3, 5);
        await Get<DutyPost>().TellAsync(fact, Cancel);
        await Get<DutyPost>().TellAsync(fact, Cancel);
        await Get<DutyPost>().SendAsync(Cancel);
        (await Get<AlertDesk>().UnreadAsync(_jonas, Cancel)).ShouldBe(1);
        _mail.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mail_that_is_refused_says_why_and_one_that_has_to_wait_is_tried_again()
    {
        _mail.Recipient = "450 busy";
        await Get<DutyPost>().TellAsync(new DutyCalled(7, 0, _jonas, DutySubject.Firing, 3, 5), Cancel);
        await Get<DutyPost>().SendAsync(Cancel);
        (await Get<DutyPost>().MessagesAsync([7], Cancel)).Single().State.ShouldBe(DeliveryState.Waiting);
        _mail.Recipient = "550 unknown";
        _clock.Now += TimeSpan.FromSeconds(11);
        await Get<DutyPost>().SendAsync(Cancel);
        var refused = (await Get<DutyPost>().MessagesAsync([7], Cancel)).Single();
        (refused.State, refused.Problem!).ShouldBe(
            (DeliveryState.Failed, "The mail server refused with 550; check sender, recipient and sign-in."));
    }

    [Fact]
    public async Task Where_nobody_answers_the_leads_are_told()
    {
        await Get<RotaDesk>().SetSettingsAsync(new(Minutes: 1, Rounds: 1), _mira, Cancel);
        await Get<RotaDesk>().CallAsync(DutySubject.Conversation, 12, Cancel);
        for (var i = 0; i < 3; i++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            await Get<RotaDesk>().EscalateAsync(Cancel);
        }
        await UntilAsync(async () => (await Get<AlertDesk>().ForPersonAsync(_mira, true, null, 10, Cancel))
            .Any(n => n.Title == "Niemand in Bereitschaft hat Gespräch 12 übernommen"));
    }

    [Fact]
    public async Task A_hand_over_of_a_bot_reaches_screen_and_push_of_everybody_it_names()
    {
        await PushDeviceAsync(_mira);
        await Db.WriteAsync(scope => Get<Bus>().PublishAsync(scope, new HandedToPeople([_mira, _jonas], 12, "bot-1"), Cancel), Cancel);
        await UntilAsync(async () => (await Get<AlertDesk>().UnreadAsync(_mira, Cancel)) + (await Get<AlertDesk>().UnreadAsync(_jonas, Cancel)) == 2);
        await UntilAsync(async () =>
        {
            await Get<DutyPost>().SendAsync(Cancel);
            return _push.Calls.Count == 1;
        });
        _mail.Mails.ShouldBeEmpty();
        (await Get<AlertDesk>().ForPersonAsync(_mira, true, null, 10, Cancel)).Single().Link.ShouldStartWith("/inbox/12#");
    }

    [Fact]
    public async Task Whoever_is_given_conversations_is_told_by_push_and_mail_as_they_want_it_and_never_what_was_said()
    {
        await PushDeviceAsync(_jonas);
        await HandAsync("one", 12);
        await UntilAsync(async () =>
        {
            await Get<DutyPost>().SendAsync(Cancel);
            return _push.Calls.Count == 1;
        });
        _mail.Mails.ShouldBeEmpty("nobody asked for mails");

        await Get<AlertDesk>().SetHandedWaysAsync(_jonas, new(Push: false, Mail: true), Cancel);
        await HandAsync("two", 12);
        await HandAsync("two", 12);
        await SentAsync(2);
        await HandAsync("three", 12, 13, 14);
        await SentAsync(3);
        _push.Calls.Count.ShouldBe(1);
        _mail.Mails.Count.ShouldBe(2, "the same fact twice is one mail");
        var (first, second) = (MailServer.TextOf(_mail.Mails[0]), MailServer.TextOf(_mail.Mails[1]));
        first.ShouldContain("A conversation is assigned to you");
        first.ShouldContain("Mira assigned it");
        first.ShouldContain("https://listen.example/inbox/12");
        second.ShouldContain("3 conversations are assigned to you");
        second.ShouldContain("/inbox?view=mine");

        await Get<AlertDesk>().SetHandedWaysAsync(_jonas, new(false, false), Cancel);
        await HandAsync("four", 12);
        // What comes after it is heard after it.
        await Db.WriteAsync(scope => Get<Bus>().PublishAsync(scope, new HandedToPeople([_mira], 12, "bot-1"), Cancel), Cancel);
        await UntilAsync(async () => await Get<AlertDesk>().UnreadAsync(_mira, Cancel) == 1);
        await Get<DutyPost>().SendAsync(Cancel);
        (_push.Calls.Count, _mail.Mails.Count).ShouldBe((1, 2));

        Task HandAsync(string occasion, params long[] talks) => Db.WriteAsync(scope => Get<Bus>().PublishAsync(
            scope, new ConversationsHanded(_jonas, talks, talks.Length, _mira, occasion), Cancel), Cancel);
    }

    private async Task PushDeviceAsync(long person)
    {
        using var browser = System.Security.Cryptography.ECDiffieHellman.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var device = await Get<AlertDesk>().AddDeviceAsync(
            person, "https://push.example/1", System.Buffers.Text.Base64Url.EncodeToString(PushCipher.Point(browser)),
            System.Buffers.Text.Base64Url.EncodeToString(new byte[16]), "Firefox", Cancel);
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                "update push_device set endpoint = @url where id = @Id", new { url = _push.Url.AbsoluteUri, device.Id }, scope.Transaction), Cancel);
    }

    private Task SentAsync(int count) => UntilAsync(async () =>
    {
        await Get<DutyPost>().SendAsync(Cancel);
        await using var read = await Db.ReadAsync(Cancel);
        return await read.ExecuteScalarAsync<long>("select count(*) from duty_message where state = 'Sent'") == count;
    });
}
