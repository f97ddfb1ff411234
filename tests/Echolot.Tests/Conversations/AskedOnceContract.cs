using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class AskedOnceOnSqlite() : AskedOnceContract(Engine.Sqlite);

public sealed class AskedOnceOnPostgres() : AskedOnceContract(Engine.Postgres);

/// <summary>A program that lost the answer asks again, and nobody hears anything twice.</summary>
public abstract class AskedOnceContract(Engine engine) : CareContract(engine)
{
    private const string Answer = "Wir sehen nach und melden uns.";

    private AskedOnce Once => House.Get<AskedOnce>();

    [Fact]
    public async Task A_reply_that_is_asked_for_again_and_again_leaves_once()
    {
        var talk = await HearAsync("Wo bleibt mein Paket?");
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                return await SendAsync(talk, "k");
            }
            catch (OnceException wrong) when (wrong.Why is OnceRefusal.Open)
            {
                return -1;
            }
        }));
        var send = together.Where(s => s > 0).Distinct().ShouldHaveSingleItem();
        (await SendAsync(talk, "k")).ShouldBe(send);
        (await PostedAsync(1)).ShouldBe([Answer]);
        (await SendAsync(talk, "k")).ShouldBe(send, "it is out already");
        (await SendAsync(talk, "another")).ShouldNotBe(send);
    }

    [Fact]
    public async Task Other_words_are_refused_and_what_was_refused_or_is_a_day_old_is_not_remembered()
    {
        (await DoAsync("k", "10 €", () => Task.FromResult(7L))).ShouldBe(7);
        (await RefusedAsync("k", "20 €")).ShouldBe(OnceRefusal.Reused);
        (await RefusedAsync("k k", "10 €")).ShouldBe(OnceRefusal.Malformed);
        (await RefusedAsync(new('k', 201), "10 €")).ShouldBe(OnceRefusal.Malformed);
        await Should.ThrowAsync<InboxException>(() => DoAsync(
            "refused", "10 €", () => throw new InboxException(InboxRefusal.TextMissing, "Say something.")));
        (await DoAsync("refused", "10 €", () => Task.FromResult(8L))).ShouldBe(8);
        Clock.Now += TimeSpan.FromDays(1);
        (await DoAsync("k", "20 €", () => Task.FromResult(9L))).ShouldBe(9);
        (await Once.DoAsync("k", 4711, "here", "30 €", () => Task.FromResult(10L), Cancel)).ShouldBe(10, "somebody else");
    }

    [Fact]
    public async Task What_became_of_nobody_knows_is_not_done_again()
    {
        await Should.ThrowAsync<IOException>(() => DoAsync("k", "10 €", () => throw new IOException("The line broke.")));
        (await RefusedAsync("k", "10 €")).ShouldBe(OnceRefusal.Open);
    }

    private Task<long> SendAsync(long talk, string key) => DoAsync(key, Answer, async () =>
        (await Inbox.SendReplyAsync(talk, new(Leg.Public, Answer), Eyes[Role.Agent], Cancel)).SendId!.Value);

    private Task<long> DoAsync(string key, string words, Func<Task<long>> act) => Once.DoAsync(key, Mira.Id, "here", words, act, Cancel);

    private async Task<OnceRefusal> RefusedAsync(string key, string words) => (await Should.ThrowAsync<OnceException>(
        () => DoAsync(key, words, () => throw new InvalidOperationException("It is done twice.")))).Why;
}
