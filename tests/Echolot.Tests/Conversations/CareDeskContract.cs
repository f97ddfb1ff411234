using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>A care desk with three people, a network, and a clock that is set by hand.</summary>
public abstract class CareDeskContract(Engine engine) : DatabaseContract(engine)
{
    /// <summary>A Tuesday.</summary>
    protected static readonly DateTimeOffset Morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly TalkingNetwork _network = new();
    private readonly CancellationTokenSource _stop = new();
    private SourceConfig _source = null!;
    private Task _working = Task.CompletedTask;
    private int _said;

    protected SetClock Clock { get; } = new(Morning);
    protected Household House { get; private set; } = null!;
    protected Actor Admin { get; private set; } = null!;
    protected long Mira => Admin.Person.Id;
    protected long Jonas { get; private set; }
    protected long Ida { get; private set; }
    protected Inbox Inbox => House.Get<Inbox>();
    protected Roster Roster => House.Get<Roster>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        House = new Household(Db, Clock, more: s => s.AddSingleton<IConnector>(_network));
        var mira = await Roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        Admin = new(mira, mira.Permissions, null);
        Jonas = (await Roster.InviteAsync(Admin, new("jonas@example.org", "Jonas", Role.Agent, "de", "Europe/Berlin"), Cancel)).Person.Id;
        Ida = (await Roster.InviteAsync(Admin, new("ida@example.org", "Ida", Role.Agent, "de", "Europe/Berlin"), Cancel)).Person.Id;
        Inbox.Listen();
        await House.OpenGateAsync();
        var (source, _) = await House.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        _source = await House.Sources.ConfigAsync(source!.Id, Cancel);
        _working = Task.WhenAll(House.Bus.RunAsync(_stop.Token), Inbox.SendAllAsync(_stop.Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await House.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    protected async Task<long> DepartmentAsync(string name, long? above = null, Distribution? distribution = null, params long[] members)
    {
        var saved = await Roster.SaveDepartmentAsync(Admin, null, new(name, above), Cancel);
        if (members.Length > 0) await Roster.SetMembersAsync(Admin, saved.Id, members, Cancel);
        if (distribution is not null) await Roster.SetDistributionAsync(Admin, saved.Id, distribution, Cancel);
        return saved.Id;
    }

    /// <summary>Somebody says something to us; returns the conversation.</summary>
    /// <param name="again">Goes on with what was said first.</param>
    protected async Task<long> SayAsync(string text, string author = "kim", bool again = false)
    {
        var id = $"m{++_said}";
        var mention = new Mention
        {
            Source = _source.Key, Id = new(id), Revision = "1", Kind = again ? ItemKind.Reply : ItemKind.Post,
            ParentId = again ? new("m1") : null, Origin = Origin.Stream, PublishedAt = Clock.Now,
            ReceivedAt = Clock.Now, Text = text, Author = new(new(author), author, author),
        };
        await House.Gate.TakeAsync(_source, [new Addressed(mention, false, null, Clock.Now)], Cancel);
        long? found = null;
        await UntilAsync(async () =>
        {
            await using var connection = await Db.ReadAsync(Cancel);
            found = await connection.ExecuteScalarAsync<long?>(
                "select conversation_id from message where external_id = @id", new { id });
            return found is not null;
        });
        return found!.Value;
    }

    protected async Task ReplyAsync(long id, Sight sight)
    {
        await Inbox.SendReplyAsync(id, new(Leg.Public, "Wir schauen nach."), sight, Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(id)).Messages[^1].Send?.State is SendState.Sent);
    }

    protected async Task<Echolot.Conversations.Thread> ThreadAsync(long id) =>
        (await Inbox.ShowAsync(id, Sight.Everything, Cancel))!;

    protected async Task<Conversation> TalkAsync(long id) => (await Inbox.FindAsync(id, Sight.Everything, Cancel))!;

    protected async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(20, patience.Token);
    }

    /// <summary>Open from nine to five, Monday to Friday.</summary>
    protected async Task<long> OfficeHoursAsync()
    {
        IReadOnlyList<Opening> day = [new(9 * 60, 17 * 60)];
        return (await Roster.SaveCalendarAsync(
            null, "Büro", BusinessCalendar.Of(
                DateTimeZone.Utc, Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => day), null, false, []), Mira, Cancel)).Id;
    }
}
