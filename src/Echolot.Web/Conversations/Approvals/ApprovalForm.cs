using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Answers;

namespace Echolot.Web.Conversations;

/// <summary>Reads the form of an approval rule: conditions, and up to three steps.</summary>
internal static class ApprovalForm
{
    public const int Steps = 3;

    public static (ApprovalRuleDraft Draft, Dictionary<string, string> Errors) Read(IFormCollection form)
    {
        var errors = new Dictionary<string, string>();
        long? above = null;
        if (form["above"].ToString().Trim() is { Length: > 0 } amount)
        {
            if (AnsweringRoutes.TryCents(amount, out var cents)) above = cents;
            else errors["above"] = AnswersText.AmountWrong;
        }
        var tiers = new List<ApprovalTier>();
        for (var step = 1; step <= Steps; step++)
        {
            var (people, roles) = (Ids(form[$"people{step}"]), Roles(form[$"roles{step}"]));
            var outside = Outside(form[$"outside{step}"].ToString(), form[$"language{step}"].ToString(), out var wrong);
            if (wrong) errors[$"outside{step}"] = InboxText.Refusal(new(InboxRefusal.MailInvalid, ""));
            if (people.Count + roles.Count + outside.Count == 0 && !wrong) continue;
            var minutes = int.TryParse(
                form[$"minutes{step}"].ToString().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            if (minutes is < 1 or > 20160) errors[$"minutes{step}"] = TargetsText.NotANumber.With(form[$"minutes{step}"].ToString());
            tiers.Add(new(people, roles, outside, minutes));
        }
        return (new(
            form["name"].ToString(),
            new(
                Roles(form["roles"]), List(form["words"].ToString()), Ids(form["policies"]), List(form["labels"].ToString()),
                [.. form["channels"].OfType<string>()], Enum.TryParse<Leg>(form["leg"], out var leg) && Enum.IsDefined(leg) ? leg : null,
                int.TryParse(form["crisis"], NumberStyles.None, CultureInfo.InvariantCulture, out var crisis) ? crisis : 0, above),
            tiers, form["active"].Count > 0), errors);
    }

    public static IReadOnlyList<string> List(string text) =>
        text.Split([',', '\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string Line(OutsideApprover outside) => $"{outside.Name} <{outside.Mail}>";

    private static List<OutsideApprover> Outside(string text, string language, out bool wrong)
    {
        wrong = false;
        var outside = new List<OutsideApprover>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (open, close) = (line.LastIndexOf('<'), line.LastIndexOf('>'));
            var mail = open >= 0 && close > open ? line[(open + 1)..close].Trim() : line;
            var name = open > 0 ? line[..open].Trim() : mail.Split('@')[0];
            if (!mail.Contains('@', StringComparison.Ordinal) || mail.Any(char.IsWhiteSpace)) wrong = true;
            outside.Add(new(name, mail, language is "en" ? "en" : "de"));
        }
        return outside;
    }

    private static List<long> Ids(IEnumerable<string?> values) =>
        [.. values.Select(v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)];

    private static List<Role> Roles(IEnumerable<string?> values) =>
        [.. values.Select(v => Enum.TryParse<Role>(v, out var role) ? (Role?)role : null).OfType<Role>()];
}
