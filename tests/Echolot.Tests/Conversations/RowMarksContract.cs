using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class RowMarksOnSqlite() : RowMarksContract(Engine.Sqlite);

public sealed class RowMarksOnPostgres() : RowMarksContract(Engine.Postgres);

/// <summary>What rows of the inbox show beside their words: unread ones, the category, and only those of a language.</summary>
public abstract class RowMarksContract(Engine engine) : CareDeskContract(engine)
{
    private Sight Hands => new(Mira, null);

    [Fact]
    public async Task What_nobody_has_looked_at_is_counted_until_somebody_looks_or_answers()
    {
        var talk = await SayAsync("Wo bleibt mein Paket?");
        Clock.Now += TimeSpan.FromMinutes(1);
        await SayAsync("Hallo?", again: true);
        (await UnreadAsync(talk)).ShouldBe(2);
        await Inbox.SeeAsync(await TalkAsync(talk), Cancel);
        (await UnreadAsync(talk)).ShouldBe(0);
        Clock.Now += TimeSpan.FromMinutes(1);
        await SayAsync("Noch jemand da?", again: true);
        (await UnreadAsync(talk)).ShouldBe(1);
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Wir schauen nach."), Hands, Cancel);
        (await UnreadAsync(talk)).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_carries_the_first_of_its_categories_and_no_plain_label()
    {
        var talk = await SayAsync("Wo bleibt mein Paket?");
        var archive = House.Get<Archive>();
        foreach (var (name, category) in new[] { ("Lieferung", true), ("Artikel", true), ("abwarten", false) })
            await Inbox.LabelAsync(talk, (await archive.AddLabelAsync(new(name, category), Cancel)).Id, Hands, Cancel);
        (await MarksAsync())[talk].Category!.Name.ShouldBe("Artikel");
    }

    [Fact]
    public async Task A_list_of_one_language_has_its_conversations_alone_and_only_spoken_languages_are_offered()
    {
        var german = await SayAsync("Wo bleibt mein Paket? Ich warte seit neun Tagen auf die Lieferung.", "kim");
        var english = await SayAsync("Where is my parcel? I have been waiting for the delivery for nine days.", "lou");
        foreach (var view in new[] { InboxView.ToDo, InboxView.All })
            foreach (var (code, talk) in new[] { ("de", german), ("en", english) })
                (await Inbox.ListAsync(new(view) { Language = code }, Sight.Everything, null, 10, Cancel)).Items
                    .Select(c => c.Id).ShouldBe([talk]);
        (await Inbox.LanguagesAsync(Cancel)).ShouldBe(["de", "en"]);
        (await Inbox.CountAsync(new() { Language = "en" }, Sight.Everything, Cancel)).ToDo.ShouldBe(1);
    }

    [Fact]
    public async Task Of_colleagues_who_look_only_those_are_told_whose_conversation_one_sees()
    {
        var (mine, other) = (await SayAsync("Alpha", "kim"), await SayAsync("Bravo", "lou"));
        var service = await DepartmentAsync("Service");
        await Inbox.MoveAsync(mine, service, Sight.Everything, Cancel);
        (await Inbox.SeenOfAsync([mine, other], new(Ida, [service], Unrouted: false), Cancel)).ShouldBe([mine]);
        var presence = new Presence(Clock);
        await presence.SeenAsync(mine, Jonas, writing: true, Cancel);
        await presence.SeenAsync(mine, Ida, writing: false, Cancel);
        presence.At(new HashSet<long> { mine, other }, Ida)[mine].ShouldBe([new Onlooker(Jonas, true)]);
        Clock.Now += TimeSpan.FromSeconds(21);
        presence.At(new HashSet<long> { mine }, Ida).ShouldBeEmpty();
    }

    private async Task<int> UnreadAsync(long talk) => (await MarksAsync())[talk].Unread;

    private async Task<IReadOnlyDictionary<long, TalkMarks>> MarksAsync() => await Inbox.MarksAsync(
        (await Inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 10, Cancel)).Items, Cancel);
}
