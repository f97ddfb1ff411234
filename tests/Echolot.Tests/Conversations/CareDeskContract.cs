using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;
using Shouldly;

namespace Echolot.Tests.Conversations;

/// <summary>A care desk with three people.</summary>
public abstract class CareDeskContract(Engine engine) : TalkingDesk(engine)
{
    private int _said;

    protected long Mira => Admin.Person.Id;

    protected long Jonas { get; private set; }

    protected long Ida { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Jonas = await JoinAsync("Jonas", Role.Agent);
        Ida = await JoinAsync("Ida", Role.Agent);
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
            Source = Source.Key, Id = new(id), Revision = "1", Kind = again ? ItemKind.Reply : ItemKind.Post,
            ParentId = again ? new("m1") : null, Origin = Origin.Stream, PublishedAt = Clock.Now,
            ReceivedAt = Clock.Now, Text = text, Author = new(new(author), author, author),
        };
        await House.Gate.TakeAsync(Source, [new Addressed(mention, false, null, Clock.Now)], Cancel);
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

    /// <summary>Open from nine to five, Monday to Friday.</summary>
    protected async Task<long> OfficeHoursAsync()
    {
        IReadOnlyList<Opening> day = [new(9 * 60, 17 * 60)];
        return (await Roster.SaveCalendarAsync(
            null, "Büro", BusinessCalendar.Of(
                DateTimeZone.Utc, Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => day), null, false, []), Mira, Cancel)).Id;
    }
}
