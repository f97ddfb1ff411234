using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class AlertDeskContract
{
    [Fact]
    public async Task A_reply_that_did_not_go_out_is_told_once_to_each_with_the_way_to_it()
    {
        var failed = new ReplyUnsent([_person.Id, 4711], 7, Undecided: false, "unsent-1-1");
        foreach (var fact in new[] { failed, failed, failed with { Undecided = true, Occasion = "unsent-1-2" } })
            await Desk.TellUnsentAsync(fact, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<(string, string)>("select title, link from notification order by id")).ShouldBe(
        [
            ("Eine Antwort ging nicht hinaus", "/inbox/7#unsent-1-1"),
            ("Unklar, ob eine Antwort angekommen ist", "/inbox/7#unsent-1-2"),
        ]);
    }

    [Fact]
    public async Task Targets_that_run_out_are_told_once_with_where_to_go()
    {
        var one = new TargetsRunOut(_person.Id, [7], "due-1");
        foreach (var fact in new[] { one, one, new TargetsRunOut(_person.Id, [7, 8, 9], "due-2"), new TargetsRunOut(4711, [7], "due-1") })
            await Desk.TellRunOutAsync(fact, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<(string, string)>("select title, link from notification order by id")).ShouldBe(
        [
            ("Eine Antwort ist bald fällig", "/inbox/7#due-1"), ("3 Antworten sind bald fällig", "/inbox?order=duefirst#due-2"),
        ]);
    }

    [Fact]
    public async Task An_answer_that_expires_is_told_once_in_the_language_of_its_owner()
    {
        var fact = new AnswerExpires(_person.Id, 5, "Aktion", new(2026, 11, 17), "expires-2026-11-17");
        foreach (var one in new[] { fact, fact, fact with { PersonId = 4711 } }) await Desk.TellExpiresAsync(one, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<(string, string)>("select title, link from notification order by id")).ShouldBe(
            [("Die Antwort „Aktion“ gilt nur noch bis 17.11.2026", "/answers/5#expires-2026-11-17")]);
        Echolot.Alerts.Wording.In("en").ExpiresTitle("Sale", fact.Until).ShouldBe("The answer “Sale” holds until 17/11/2026 only");
    }
}
