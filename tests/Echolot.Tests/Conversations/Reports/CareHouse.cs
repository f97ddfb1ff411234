using Dapper;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Tests.Conversations.Reports;

/// <summary>A care desk with two colleagues, on which days pass as a test says.</summary>
internal sealed class CareHouse : IAsyncDisposable
{
    private readonly TalkingNetwork _network = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<long, string> _newest = [];
    private EcholotDb _db = null!;
    private SourceConfig _source = null!;
    private Task _working = Task.CompletedTask;
    private int _said;

    public Household All { get; private set; } = null!;

    public SetClock Clock { get; } = new(new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero));

    public Actor Mira { get; private set; } = null!;

    public Actor Jonas { get; private set; } = null!;

    public Inbox Inbox => All.Get<Inbox>();

    public CareReports Reports => All.Get<CareReports>();

    public static CancellationToken Cancel => CancellationToken.None;

    public static async Task<CareHouse> OpenAsync(EcholotDb db)
    {
        var house = new CareHouse { _db = db };
        house.All = new Household(db, house.Clock, more: s => s.AddSingleton<IConnector>(house._network));
        house.All.Get<Archive>().Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var roster = house.All.Get<Roster>();
        var mira = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        house.Mira = new(mira, mira.Permissions, null);
        var (jonas, _) = await roster.InviteAsync(
            house.Mira, new("jonas@example.org", "Jonas", Role.Lead, "de", "Europe/Berlin"), Cancel);
        house.Jonas = new(jonas, jonas.Permissions, null);
        await house.All.OpenGateAsync();
        await house.All.AddMonitorAsync("Jacke");
        var (source, _) = await house.All.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        house._source = await house.All.Sources.ConfigAsync(source!.Id, Cancel);
        await house.Inbox.RequireCauseAsync(false, null, Cancel);
        house._working = house.Inbox.SendAllAsync(house._stop.Token);
        return house;
    }

    public Sight SightOf(Actor who) => new(who.Person.Id, null);

    public void Pass(double hours) => Clock.Now += TimeSpan.FromHours(hours);

    /// <summary>Somebody new speaks to us.</summary>
    public async Task<long> AskAsync(string text = "Die Jacke ist undicht")
    {
        var post = Post($"m{++_said}", text, null, $"kunde{_said}");
        var taken = await All.Gate.TakeAsync(_source, [new Upserted(post, null, Clock.Now)], Cancel);
        var talk = await Inbox.OpenAsync(taken.Single().MentionId!.Value, null, SightOf(Mira), Cancel);
        _newest[talk.Id] = post.Id.Value;
        return talk.Id;
    }

    /// <summary>The customer speaks again.</summary>
    public async Task AskAgainAsync(long talk)
    {
        var post = Post($"m{++_said}", "Und die Jacke?", _newest[talk], "kunde");
        await All.Gate.TakeAsync(_source, [new Addressed(post, false, null, Clock.Now)], Cancel);
        await Inbox.HearAsync(new MessagesArrived(0), Cancel);
        _newest[talk] = post.Id.Value;
    }

    /// <summary>A colleague answers, and it is out.</summary>
    public async Task AnswerAsync(long talk, Actor? by = null, ConversationState? then = null)
    {
        var before = (await AnswersAsync(talk)).Count;
        await Inbox.SendReplyAsync(
            talk, new(Leg.Public, "Wir schauen nach.", NextState: then, At: Clock.Now), SightOf(by ?? Mira), Cancel);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await AnswersAsync(talk)).Count == before) await Task.Delay(10, patience.Token);
    }

    public Task EnterAsync(long talk, ConversationState state, string? cause = null, Actor? by = null) =>
        Inbox.EnterAsync(talk, state, null, cause, SightOf(by ?? Mira), Cancel);

    /// <summary>Somebody was asked how they found it, and perhaps said so three hours later.</summary>
    public Task OpineAsync(long talk, int? score) => _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
        """
        insert into opinion (conversation_id, contact_id, source_id, connector, person_id, asked_at, month, expires_at, answered_at, score)
        select id, contact_id, source_id, connector, assignee_id, @now, 202609, @now, @answered, @score from conversation where id = @talk
        """, new
        {
            talk, now = Clock.Now.ToUnixTimeMilliseconds(), score = (long?)score,
            answered = score is null ? null : (long?)Clock.Now.AddHours(3).ToUnixTimeMilliseconds(),
        }, scope.Transaction), Cancel);

    private async Task<List<ConversationEvent>> AnswersAsync(long talk) =>
        [.. (await Inbox.ShowAsync(talk, Sight.Everything, Cancel))!.Events.Where(e => e.Kind is ConversationEventKind.Replied)];

    private Mention Post(string id, string text, string? parent, string author) => new()
    {
        Source = _source.Key, Id = new(id), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Stream,
        PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text, ParentId = parent is null ? null : new(parent),
        Author = new(new(author), author, author),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await All.DisposeAsync();
        _stop.Dispose();
    }
}
