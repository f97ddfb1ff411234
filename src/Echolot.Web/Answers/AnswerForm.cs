using System.Globalization;
using Echolot.Answers;
using Echolot.Web.Conversations;

namespace Echolot.Web.Answers;

/// <summary>The form of an item as it was filled in.</summary>
public sealed record AnswerForm(AnswerContent Content, long? Folder, long? Owner, int? Seen)
{
    public static AnswerForm Read(IFormCollection form)
    {
        var variants = new List<AnswerVariant>();
        for (var i = 0; i < form["text"].Count; i++)
            variants.Add(new(
                form["text"][i] ?? "", Or(At("channel", i)), At("reply", i) switch { "public" => true, "private" => false, _ => null },
                Or(At("language", i)), Enum.TryParse<Address>(At("address", i), out var address) && Enum.IsDefined(address) ? address : Address.None));
        return new(
            new(
                Enum.TryParse<AnswerKind>(form["kind"], out var kind) && Enum.IsDefined(kind) ? kind : AnswerKind.Module,
                form["title"].ToString(), form["question"].ToString(), ApprovalForm.List(form["keywords"].ToString()), variants,
                Day(form["from"].ToString()), Day(form["until"].ToString())),
            Id(form["folder"].ToString()), Id(form["owner"].ToString()), (int?)Id(form["seen"].ToString()));

        string At(string name, int i) => form[name] is var all && i < all.Count ? all[i] ?? "" : "";
    }

    public static long? Id(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? Or(string text) => text.Length == 0 ? null : text;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
