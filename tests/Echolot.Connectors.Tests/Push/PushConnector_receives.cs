using System.Text;
using System.Text.RegularExpressions;
using Echolot.Connectors.Push;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Sources;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Push;

public sealed partial class PushConnector_receives
{
    private const string Secret = "correct-horse-battery";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 30, TimeSpan.Zero);
    private static readonly PushConnector Connector = new();

    private static readonly SourceConfig Source = new(
        7, new SourceKey("push", "local", "shop"), new Dictionary<string, string> { ["address"] = "shop", ["secret"] = Secret });

    private static PushResult Send(string body, string? signature = null, DateTimeOffset? now = null, string? key = null) =>
        Send(Encoding.UTF8.GetBytes(body), signature, now, key);

    private static PushResult Send(byte[] body, string? signature = null, DateTimeOffset? now = null, string? key = null)
    {
        var headers = new Dictionary<string, string> { ["x-echolot-signature"] = signature ?? Signature.Make(Secret, body, Now) };
        if (key is not null) headers["Idempotency-Key"] = key;
        return Connector.Receive(Source, new PushRequest(body, "application/x-ndjson", headers, now ?? Now));
    }

    private static Mention Kept(string body) =>
        Send(body).Lines.ShouldHaveSingleItem().Event.ShouldBeOfType<Upserted>().Mention;

    [Fact]
    public void Every_example_of_the_documentation_is_accepted()
    {
        var examples = Fence().Matches(Documentation()).Select(found => found.Groups[1].Value).ToList();
        examples.Count.ShouldBe(3);
        foreach (var example in examples)
            Send(example).Lines.ShouldAllBe(line => line.Problem == null && line.Event != null, example);
    }

    [Fact]
    public void The_signature_of_the_documentation_fits_its_example()
    {
        var header = Header().Match(Documentation()).Groups[1].Value;
        var body = Fence().Match(Documentation()).Groups[1].Value;
        Send(body, header).Authentic.ShouldBeTrue();
    }

    [Fact]
    public void Every_mistake_of_the_documentation_is_answered_as_written_there()
    {
        var rows = Row().Matches(Documentation());
        rows.Count.ShouldBe(11);
        foreach (Match row in rows)
            Send(row.Groups[1].Value).Lines.ShouldHaveSingleItem().Problem.ShouldBe(row.Groups[2].Value);
    }

    [Fact]
    public void A_full_post_arrives_with_every_field()
    {
        var line = Send(Fence().Matches(Documentation())[1].Groups[1].Value).Lines.ShouldHaveSingleItem();
        line.Tags.ShouldBe(["Größe", "Lieferzeit"]);
        var post = line.Event.ShouldBeOfType<Upserted>().Mention;
        post.SentimentGiven.ShouldBe(Sentiment.Positive);
        post.Source.ShouldBe(new SourceKey("push", "trustpilot", "shop"));
        post.Id.ShouldBe(new ExternalId("shop/r-9"));
        post.Revision.ShouldBe("3");
        post.Kind.ShouldBe(ItemKind.Review);
        post.Origin.ShouldBe(Origin.Webhook);
        post.PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 17, 31, 7, TimeSpan.Zero));
        post.EditedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        post.ParentId.ShouldBe(new ExternalId("shop/product-7"));
        post.QuotedId.ShouldBe(new ExternalId("shop/r-8"));
        post.Rating.ShouldBe(4m);
        post.LanguageDeclared.ShouldBe("de");
        post.Url.ShouldBe(new Uri("https://shop.example.org/reviews/9"));
        post.Author.ShouldBe(new AuthorRef(
            new("shop/u-5"), "anna.b", "Anna B.", new Uri("https://shop.example.org/u/5"), 12, true, false) { Bio = "Wandert gern" });
        post.Engagement.ShouldBe(new Engagement(3, 1, 0, 0, 120, Now) { Reach = 900 });
        post.Attachments.ShouldHaveSingleItem().AltText.ShouldBe("Blaue Jacke");
        post.Raw!.Value.GetProperty("order").GetString().ShouldBe("A-1");
    }

    [Fact]
    public void Tags_that_are_no_labels_are_refused()
    {
        string Problem(string tags) =>
            Send($$"""{"id":"1","text":"x","tags":{{tags}}}""").Lines.ShouldHaveSingleItem().Problem.ShouldNotBeNull();
        Problem("[1]").ShouldBe("line 1: 'tags' holds a number; write texts");
        Problem($"[\"{new string('x', 61)}\"]").ShouldBe("line 1: 'tags' holds a tag of 61 characters; at most 60 are allowed");
        Problem($"[{string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"t{i}\""))}]").ShouldBe("line 1: 'tags' holds more than 20 tags");
        Send("""{"id":"1","text":"x","tags":["a"," A ",""]}""").Lines[0].Tags.ShouldBe(["a"]);
    }

    [Fact]
    public void A_deletion_names_the_same_id_as_its_post()
    {
        var lines = Send("""{"id":1,"text":"x"}""" + "\r\n\n" + """{"op":"delete","id":"1"}""").Lines;
        lines.Select(line => line.Number).ShouldBe([1, 3]);
        lines[1].Event.ShouldBeOfType<Deleted>().Id.ShouldBe(((Upserted)lines[0].Event!).Mention.Id);
    }

    [Fact]
    public void Changed_text_changes_the_revision_and_reactions_do_not()
    {
        var first = Kept("""{"id":"1","text":"a"}""");
        Kept("""{"id":"1","text":"a","engagement":{"likes":9}}""").Revision.ShouldBe(first.Revision);
        Kept("""{"id":"1","text":"b"}""").Revision.ShouldNotBe(first.Revision);
        Kept("""{"id":"1","text":"a","title":"b"}""").Revision.ShouldNotBe(first.Revision);
    }

    [Fact]
    public void A_time_in_the_future_is_clamped_and_marked()
    {
        var post = Kept("""{"id":"1","text":"a","published":"2031-01-01T00:00:00Z"}""");
        post.PublishedAt.ShouldBe(Now);
        post.ClockSuspect.ShouldBeTrue();
        Kept("""{"id":"1","text":"a","published":"2026-11-21T10:04:00Z"}""").ClockSuspect.ShouldBeFalse();
    }

    [Fact]
    public void Html_alone_gives_the_text()
    {
        Kept("""{"id":"1","html":"<p>Gr&uuml;&szlig;e</p><script>x()</script><p>aus<br>Ulm</p>"}""").Text.ShouldBe("Grüße\naus\nUlm");
    }

    [Fact]
    public void Characters_that_no_database_keeps_are_taken_out() =>
        Kept("""{"id":"1","text":"a\u0000b\u0007\tc"}""").Text.ShouldBe("ab\tc");

    [Fact]
    public void A_good_line_beside_bad_ones_is_taken()
    {
        var lines = Send("nonsense\n{\"id\":\"1\",\"text\":\"x\"}\n[1]\n{\"id\":\"2\",\"text\":\"\\ud800\"}").Lines;
        lines.Select(line => line.Event is not null).ShouldBe([false, true, false, false]);
        lines[0].Problem.ShouldBe("line 1: is not JSON: line 1, byte 2");
        lines[2].Problem.ShouldBe("line 3: is not an object; write {\"id\": …, \"text\": …}");
        lines[3].Problem.ShouldBe("line 4: holds a text that is not valid Unicode");
    }

    [Fact]
    public void One_object_over_several_lines_is_read() =>
        Kept("{\n  \"id\": \"1\",\n  \"text\": \"x\"\n}").Text.ShouldBe("x");

    [Fact]
    public void A_byte_order_mark_does_not_disturb() => Kept("\ufeff{\"id\":\"1\",\"text\":\"x\"}").Text.ShouldBe("x");

    [Fact]
    public void Another_secret_body_or_time_is_refused()
    {
        var body = "{\"id\":\"1\",\"text\":\"x\"}"u8.ToArray();
        Send(body, Signature.Make("another-secret-of-32", body, Now)).Refusal!.ShouldContain("does not fit the body");
        Send([.. body, (byte)' '], Signature.Make(Secret, body, Now)).Authentic.ShouldBeFalse();
        Send(body, Signature.Make(Secret, body, Now.AddSeconds(1)).Replace("t=1795255231", "t=1795255230", StringComparison.Ordinal))
            .Authentic.ShouldBeFalse();
        Send(body, "").Refusal!.ShouldContain("is missing");
        Send(body, "t=1,v1=zz").Refusal!.ShouldContain("64 hex digits");
        Send(body, "t=99999999999999999,v1=" + new string('0', 64)).Authentic.ShouldBeFalse();
    }

    [Theory]
    [InlineData(299, true), InlineData(301, false), InlineData(-299, true), InlineData(-301, false)]
    public void A_signature_is_good_for_five_minutes_either_way(int seconds, bool good)
    {
        var result = Send("{\"id\":\"1\",\"text\":\"x\"}", now: Now.AddSeconds(seconds));
        result.Authentic.ShouldBe(good);
        if (!good) result.Refusal!.ShouldContain("check your clock");
    }

    [Fact]
    public void One_fitting_signature_of_two_is_enough()
    {
        var body = "{\"id\":\"1\",\"text\":\"x\"}"u8.ToArray();
        Send(body, Signature.Make(Secret, body, Now) + ",v1=" + new string('0', 64)).Authentic.ShouldBeTrue();
    }

    [Fact]
    public void Sizes_beyond_the_limits_are_refused()
    {
        Send(new byte[PushConnector.MaxBody + 1]).Refusal!.ShouldContain("8388608 are allowed");
        Send(string.Concat(Enumerable.Repeat("{\"id\":\"1\",\"text\":\"x\"}\n", PushConnector.MaxLines + 1)))
            .Refusal!.ShouldContain("more than 5000 lines");
        Send("{\"id\":\"1\",\"text\":\"" + new string('x', PushConnector.MaxLine) + "\"}").Lines
            .ShouldHaveSingleItem().Problem!.ShouldContain("524288 are allowed");
        Send("{\"id\":\"1\",\"text\":\"" + new string('x', PostDraft.MaxText + 1) + "\"}").Lines
            .ShouldHaveSingleItem().Problem!.ShouldContain("100,001 characters");
        Send("").Refusal!.ShouldContain("empty");
        Send("[{\"id\":\"1\"").Refusal!.ShouldStartWith("the body is not a JSON array: line 1, byte");
        Send("{\"id\":\"1\",\"text\":\"x\"}", key: "a b").Refusal!.ShouldContain("Idempotency-Key");
        Send("{\"id\":\"1\",\"text\":\"x\"}", key: "a-b").Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Settings_without_secret_get_one_and_bad_ones_are_named()
    {
        var good = await Connector.CheckAsync(new Dictionary<string, string> { ["address"] = "shop-reviews" }, CancellationToken.None);
        good.Key.ShouldBe(new SourceKey("push", "local", "shop-reviews"));
        good.Settings["secret"].Length.ShouldBeGreaterThanOrEqualTo(43);
        var bad = await Connector.CheckAsync(
            new Dictionary<string, string> { ["address"] = "Shop Reviews", ["secret"] = "kurz" }, CancellationToken.None);
        bad.Key.ShouldBeNull();
        bad.Problems.Keys.ShouldBe(["address", "secret"], ignoreOrder: true);
    }

    [Fact]
    public void Whatever_bytes_arrive_are_answered_and_never_thrown_on() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var whole = Send(bytes);
            byte[] line = [.. "{\"id\":\"1\",\"text\":\""u8, .. bytes, .. "\"}"u8];
            return whole.Authentic && Send(line).Lines.All(one => (one.Event is null) == (one.Problem is not null));
        }).QuickCheckThrowOnFailure();

    private static string Documentation() => File.ReadAllText(Path.Combine(Checkout.Root, "docs", "push.md"));

    [GeneratedRegex("```(?:nd)?json\n(.*?\n)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("    X-Echolot-Signature: (t=[0-9]+,v1=[0-9a-f]{64})\n")]
    private static partial Regex Header();

    [GeneratedRegex(@"^\| `(\{.*)` \| (line 1: .*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
