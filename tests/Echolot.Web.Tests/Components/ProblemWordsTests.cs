using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Web.Components;
using Echolot.Web.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Components;

/// <summary>Problems are stored in English; people read them in their language.</summary>
public sealed partial class ProblemWordsTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

    public ProblemWordsTests() => CultureInfo.CurrentUICulture = new CultureInfo("de");

    public void Dispose() => CultureInfo.CurrentUICulture = _before;

    [Theory]
    [InlineData("'blog.example' has no address. Check the spelling of the host.", "Diesen Rechner gibt es nicht")]
    [InlineData("The receiver answered 500: oops.", "Die Gegenstelle antwortete mit Status 500.")]
    [InlineData("The receiver answered 302. Enter the address it redirects to.", "Die Adresse leitet weiter")]
    [InlineData("SqliteException", "Ein Fehler in Echolot")]
    [InlineData("PostgresException while storing: 22P05", "Ein Fehler in Echolot")]
    [InlineData("'jetstream.example' does not open the stream: HTTP 404", "Die Gegenstelle öffnet den Strom nicht.")]
    [InlineData(
        "The hashtags of the gap were read again; what is missing of lists and mentions is lost, because 'social.example' shows their newest posts only.",
        "Die Hashtags der Lücke wurden nachgelesen")]
    [InlineData("nobody knows this", "Es ist etwas schiefgegangen.")]
    public void A_problem_is_told_in_german_and_its_words_stand_below(string stored, string said)
    {
        var (words, more) = ProblemWords.Of(stored);
        words.ShouldStartWith(said);
        more.ShouldBeTrue();
    }

    [Fact]
    public void English_readers_read_what_was_stored_but_no_names_of_types()
    {
        CultureInfo.CurrentUICulture = new CultureInfo("en");
        ProblemWords.Of("'x.example' answered with status 503.").ShouldBe(("'x.example' answered with status 503.", false));
        ProblemWords.Of("TimeoutException").ShouldBe(("A mistake within Echolot; the server’s log has the details.", true));
    }

    [Fact]
    public void Every_problem_that_the_code_states_has_a_german_sentence()
    {
        var stated = Code.Files("src", "*.cs").SelectMany(f => Stated(File.ReadAllText(f))).Distinct().ToList();
        stated.Count.ShouldBeGreaterThan(50);
        stated.Where(s => !ProblemWords.Knows(s)).ShouldBeEmpty();
    }

    // The texts of a statement that makes a problem, with a number wherever something is put in.
    private static IEnumerable<string> Stated(string code) => Made().Matches(code)
        .Select(m => string.Concat(Literal().Matches(m.Groups["rest"].Value).Select(l => l.Groups["text"].Value)))
        .Select(text => Hole().Replace(text, "404")).Where(text => text.Length > 20 && text.Contains(' '));

    [GeneratedRegex(
        @"new (?:SourceTrouble|NetworkRefused)\((?<rest>[^;]*)|new\(\s*(?:Ended|MailEnded|NetworkProblem)\.\w+,(?<rest>[^;]*?)(?:;|\n\s*[_a-z>])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Made();

    [GeneratedRegex(@"\$?""(?<text>(?:[^""\\\n]|\\.)*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();
}
