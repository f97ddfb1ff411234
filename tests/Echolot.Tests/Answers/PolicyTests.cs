using Echolot.Answers;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

public sealed class PolicyTests
{
    private static readonly Policy[] policies =
    [
        Policy(1, PolicyKind.Legal, new(["Anwalt", "verklagen"], [], ["legal"])),
        Policy(2, PolicyKind.Complaint, new([], ["Lieferung"], ["negative"])),
        Policy(3, PolicyKind.Troll, new(["Idioten"], [], [])) with { },
    ];

    [Fact]
    public void A_policy_applies_by_words_in_any_form_labels_in_the_tree_or_findings_and_says_why()
    {
        var applied = AnswerLibrary.Applying(
            policies, new("Mein Rechtsanwalt meldet sich. Die Anwälte!", ["Lieferung › Verspätung"], []));
        applied.Select(a => a.Policy.Id).ShouldBe([1, 2]);
        applied[0].Words.ShouldBe(["Rechtsanwalt", "Anwälte"]);
        applied[1].Labels.ShouldBe(["Lieferung › Verspätung"]);
        AnswerLibrary.Applying(policies, new("Alles gut", [], ["negative", "question"]))
            .ShouldHaveSingleItem().Findings.ShouldBe(["negative"]);
    }

    [Fact]
    public void One_that_is_off_or_has_no_condition_never_applies()
    {
        var off = policies[2] with { Draft = policies[2].Draft with { Active = false } };
        var empty = Policy(4, PolicyKind.Remark, new([], [], []));
        AnswerLibrary.Applying([off, empty], new("Idioten", ["x"], ["negative"])).ShouldBeEmpty();
    }

    private static Policy Policy(long id, PolicyKind kind, PolicyWhen when) =>
        new(id, (int)id, new(kind, kind.ToString(), "", [], when, PolicyAdvice.Answer), DateTimeOffset.UnixEpoch, null);
}
