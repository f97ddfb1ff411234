using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ScoringOnSqlite() : ScoringContract(Engine.Sqlite);

public sealed class ScoringOnPostgres() : ScoringContract(Engine.Postgres);

/// <summary>Priority is scored by rules that a workspace changes; every point has its reason.</summary>
public abstract class ScoringContract(Engine engine) : CareDeskContract(engine)
{
    private static readonly ScoringRules shipped = ScoringRules.Shipped;

    [Fact]
    public async Task Changed_rules_score_what_is_open_anew_and_leave_what_is_over()
    {
        var (open, over, byHand) = (await SayAsync("Wo ist es?", "kim"), await SayAsync("Wann kommt es?", "lou"), await SayAsync("Ist es da?", "ada"));
        await Inbox.EnterAsync(over, ConversationState.Ignored, null, null, new(Mira, null), Cancel);
        await Inbox.SetPriorityAsync(byHand, Priority.Low, new(Mira, null), Cancel);
        (await TalkAsync(open)).Priority.ShouldBe(Priority.Normal);
        await SaveAsync(rule => rule.Name is "question" ? rule with { Points = 7 } : rule);
        (await Inbox.IsScoringAsync(Cancel)).ShouldBeTrue();
        await ScoreAllAsync();
        var now = await TalkAsync(open);
        now.Priority.ShouldBe(Priority.Urgent);
        now.PriorityBy.ShouldBe([new PriorityReason("question", 7)]);
        (await ThreadAsync(open)).Events.ShouldContain(e => e.Kind == ConversationEventKind.PriorityScored && e.After == "3");
        ((await TalkAsync(over)).Priority, (await TalkAsync(byHand)).Priority).ShouldBe((Priority.Normal, Priority.Low));
        (await TalkAsync(await SayAsync("Und jetzt?", "eva"))).Priority.ShouldBe(Priority.Urgent);

        await Inbox.SaveScoringAsync(null, Mira, Cancel);
        await ScoreAllAsync();
        (await TalkAsync(open)).Priority.ShouldBe(Priority.Normal);
        (await Inbox.ScoringAsync(Cancel)).ShouldBe(shipped);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from audit where what = 'scoring.changed'")).ShouldBe(2);
    }

    [Fact]
    public async Task More_than_one_step_of_open_conversations_is_scored_to_the_end()
    {
        var talks = new List<long>();
        for (var i = 0; i < 120; i++) talks.Add(await SayAsync($"Frage {i}?", $"kunde{i}"));
        await SaveAsync(rule => rule with { Active = rule.Name is not "question" });
        await ScoreAllAsync();
        foreach (var talk in talks) (await TalkAsync(talk)).Priority.ShouldBe(Priority.Low);
        // Switched off it adds nothing, and whoever asks still learns that it fits.
        (await TalkAsync(talks[0])).PriorityBy.ShouldBe([new PriorityReason("question", 0)]);
    }

    [Fact]
    public async Task A_rule_over_words_knows_forms_and_compounds_and_may_take_away()
    {
        await Inbox.SaveScoringAsync(shipped with
        {
            Rules = [new("Rückruf", 5) { Words = ["Akku", "heiß geworden"] }, .. shipped.Rules, new("Lob", -3) { Words = ["danke"] }],
        }, Mira, Cancel);
        (await TalkAsync(await SayAsync("Die Lampenakkus rauchen", "kim"))).PriorityBy.ShouldBe([new PriorityReason("Rückruf", 5)]);
        (await TalkAsync(await SayAsync("Er ist heiß geworden, danke?", "lou"))).PriorityBy
            .ShouldBe([new("Rückruf", 5), new("question", 1), new("Lob", -3)], "in the order of the rules");
    }

    [Fact]
    public async Task What_is_no_rule_is_refused_and_changes_nothing()
    {
        ScoringRules[] wrong =
        [
            shipped with { Rules = [.. shipped.Rules.Skip(1)] }, shipped with { Rules = [.. shipped.Rules, shipped.Rules[0]] },
            shipped with { High = 6 }, shipped with { Rules = [.. shipped.Rules, new("Eigene", 1)] },
            shipped with { Rules = [.. shipped.Rules, new("", 1) { Words = ["x"] }] },
            shipped with { Rules = [.. shipped.Rules.Select(r => r with { Points = 21 })] },
            shipped with { Rules = [.. shipped.Rules.Select(r => r with { Number = 0 })] },
        ];
        foreach (var rules in wrong)
            (await Should.ThrowAsync<InboxException>(() => Inbox.SaveScoringAsync(rules, Mira, Cancel))).Why.ShouldBe(InboxRefusal.FieldWrong);
        (await Inbox.IsScoringAsync(Cancel)).ShouldBeFalse();
    }

    /// <summary>Some seconds' worth at a time.</summary>
    private async Task ScoreAllAsync()
    {
        while (await Inbox.IsScoringAsync(Cancel)) await Inbox.ScoreAgainAsync(Cancel);
    }

    private Task SaveAsync(Func<ScoringRule, ScoringRule> change) =>
        Inbox.SaveScoringAsync(shipped with { Rules = [.. shipped.Rules.Select(change)] }, Mira, Cancel);
}
