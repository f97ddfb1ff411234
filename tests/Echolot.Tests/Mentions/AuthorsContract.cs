using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class AuthorsOnSqlite() : AuthorsContract(Engine.Sqlite);

public sealed class AuthorsOnPostgres() : AuthorsContract(Engine.Postgres);

/// <summary>Authors stay right although those who wrote lately are remembered.</summary>
public abstract class AuthorsContract(Engine engine) : ArchiveContract(engine)
{
    [Fact]
    public async Task An_author_of_whom_nothing_was_left_is_written_down_again()
    {
        await PostAsync("a", 0, "jona");
        await PostAsync("b", 1, "jona");
        (await ForgetAsync("a", "b")).ShouldBe(2);
        (await HandlesAsync()).ShouldBeEmpty();
        await PostAsync("c", 2, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task An_author_whose_posts_expired_is_written_down_again()
    {
        await PostAsync("a", 0, "jona");
        await PostAsync("b", 1, "jona");
        (await Db.WriteAsync(s => Archive.ExpireAsync(s, Start + TimeSpan.FromHours(1), Cancel), Cancel)).ShouldBe(2);
        await PostAsync("c", 90, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task An_author_forgotten_and_met_again_in_one_transaction_is_written_down()
    {
        await PostAsync("a", 0, "jona");
        await PostAsync("b", 1, "jona");
        await Db.WriteAsync(async scope =>
        {
            await Archive.ForgetAsync(scope, "push", [new("a"), new("b")], "DeletedAtSource", Cancel);
            await Archive.KeepAsync(scope, [Post("c", 2, "jona")], Cancel);
        }, Cancel);
        await PostAsync("d", 3, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task An_author_whose_first_post_was_rolled_back_is_written_down_with_the_next()
    {
        await Should.ThrowAsync<ArithmeticException>(() => Db.WriteAsync(async scope =>
        {
            await Archive.KeepAsync(scope, [Post("a", 0, "jona")], Cancel);
            throw new ArithmeticException();
        }, Cancel));
        await PostAsync("b", 1, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task A_name_taken_back_is_taken_over_again()
    {
        await PostAsync("a", 0, "jona");
        await PostAsync("b", 1, "jona");
        await PostAsync("c", 2, "jonathan");
        (await HandlesAsync()).ShouldBe(["jonathan"]);
        await PostAsync("d", 3, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
        await Db.WriteAsync(s => Archive.AuthorChangedAsync(s, "push", new(new("u"), "john"), Cancel), Cancel);
        (await HandlesAsync()).ShouldBe(["john"]);
        await PostAsync("e", 4, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task A_name_changed_right_behind_a_post_of_the_same_transaction_is_the_one_that_is_known()
    {
        await Db.WriteAsync(async scope =>
        {
            await Archive.KeepAsync(scope, [Post("a", 0, "jona")], Cancel);
            await Archive.AuthorChangedAsync(scope, "push", new(new("u"), "john"), Cancel);
        }, Cancel);
        await PostAsync("b", 1, "jona");
        (await HandlesAsync()).ShouldBe(["jona"]);
    }

    [Fact]
    public async Task An_author_who_hides_after_several_posts_writes_hidden_ones()
    {
        await PostAsync("a", 0, "jona");
        await PostAsync("b", 1, "jona");
        (await AuthorGoneAsync("u", hide: true)).ShouldBe(2);
        await PostAsync("c", 2, "jona");
        await PostAsync("d", 3, "jona");
        (await ListAsync()).ShouldBeEmpty();
        (await AuthorGoneAsync("u", hide: null)).ShouldBe(4);
        await PostAsync("e", 4, "jona");
        (await ListAsync()).ShouldBe(["e", "d", "c", "b", "a"]);
    }

    [Fact]
    public async Task What_an_author_writes_of_themselves_is_kept_as_last_seen_and_can_be_taken_back()
    {
        await PostAsync("a", 0, "jona", "Journalistin aus Kiel");
        await PostAsync("b", 1, "jona");
        (await FoundAsync()).ShouldBe(2);
        await PostAsync("c", 2, "jona", "Gärtnerin");
        (await FoundAsync()).ShouldBe(0);
        (await Archive.CountAsync(new() { Search = "author.bio:gaertnerin" }, Cancel)).ShouldBe(3);
        await PostAsync("d", 3, "jona", "");
        (await Archive.CountAsync(new() { Search = "author.bio:gaertnerin" }, Cancel)).ShouldBe(0);
        await Db.WriteAsync(s => Archive.AuthorChangedAsync(s, "push", new(new("u")) { Bio = "Journalistin" }, Cancel), Cancel);
        (await FoundAsync()).ShouldBe(4);

        Task<long> FoundAsync() => Archive.CountAsync(new() { Search = "author.bio:journalistin" }, Cancel);
    }

    private static Keep Post(string id, int minutes, string handle, string? bio = null) =>
        Keep(Mention(id, "x", TimeSpan.FromMinutes(minutes)) with { Author = new(new("u"), handle) { Bio = bio } });

    private async Task PostAsync(string id, int minutes, string handle, string? bio = null) =>
        (await KeepOneAsync(Post(id, minutes, handle, bio))).Outcome.ShouldBe(KeepOutcome.Added);

    private async Task<IReadOnlyList<string>> HandlesAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<string>("select handle from author")).AsList();
    }
}
