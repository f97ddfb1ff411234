using Echolot.Answers;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

public sealed class AnswerTableTests
{
    [Fact]
    public void Rows_of_the_same_folder_and_title_are_one_item()
    {
        var (rows, problems) = AnswerTable.Read(
            """
            folder,kind,title,question,keywords,language,address,channel,reply,valid_from,valid_until,approved,text
            Lieferung/Ausland,question,Zoll,Was kostet der Zoll?,"zoll; einfuhr",de,du,,public,2026-01-01,31.12.2026,ja,"Du zahlst ""nichts"",
            auch nicht später."
            Lieferung › Ausland,question,Zoll,Was kostet der Zoll?,zoll; einfuhr,en,,mastodon,,2026-01-01,2026-12-31,ja,You pay nothing.
            """);
        problems.ShouldBeEmpty();
        var row = rows.ShouldHaveSingleItem();
        (row.Folder, row.Approved, row.Content.Kind).ShouldBe(("Lieferung › Ausland", true, AnswerKind.Question));
        (row.Content.ValidFrom, row.Content.ValidUntil).ShouldBe((new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)));
        row.Content.Keywords.ShouldBe(["zoll", "einfuhr"]);
        row.Content.Variants.ShouldBe(
        [
            new("Du zahlst \"nichts\",\nauch nicht später.", null, true, "de", Address.Du),
            new("You pay nothing.", "mastodon", null, "en"),
        ]);
    }

    [Fact]
    public void What_cannot_be_read_is_told_with_row_and_column_and_the_rest_is_taken()
    {
        var (rows, problems) = AnswerTable.Read(
            "title;text;kind;valid_from;farbe\nGut;Text;module;;\n;Ohne Titel;;;\nFalsch;Text;gedicht;morgen;\n");
        rows.Select(r => r.Content.Title).ShouldBe(["Gut"]);
        problems.Select(p => (p.Row, p.Column)).ShouldBe([(1, "farbe"), (3, "title"), (4, "kind"), (4, "valid_from")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,body\na,b")]
    [InlineData("\0\0\"\"\"")]
    public void A_table_that_is_none_is_refused(string text)
    {
        var (rows, problems) = AnswerTable.Read(text);
        rows.ShouldBeEmpty();
        problems.ShouldNotBeEmpty();
    }
}
