using System.Net.Mail;
using System.Text;
using System.Text.Json;
using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Network;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class MessageTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeZone berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Fact]
    public void Nothing_somebody_wrote_becomes_markup_of_a_mail()
    {
        var letter = Letter.Of(Hostile());
        letter.Html.ShouldNotContain("<script");
        letter.Html.ShouldContain("&lt;script&gt;");
        letter.Html.ShouldNotContain("href=\"javascript");
        letter.Subject.ShouldNotContain("\n");
        letter.Text.ShouldContain("<script>alert(1)</script>");
        letter.Html.ShouldContain("https://listen.example/listening/42");
    }

    [Fact]
    public void Both_halves_of_a_mail_say_why_and_where_to_go()
    {
        var letter = Letter.Of(Hostile());
        foreach (var half in new[] { letter.Text, letter.Html })
        {
            half.ShouldContain("threshold 5");
            half.ShouldContain("https://listen.example/listening?monitor=7");
            half.ShouldContain("https://listen.example/alerts");
        }
    }

    [Theory]
    [InlineData(WebhookFormat.Echolot)]
    [InlineData(WebhookFormat.Slack)]
    [InlineData(WebhookFormat.Teams)]
    [InlineData(WebhookFormat.Mattermost)]
    [InlineData(WebhookFormat.RocketChat)]
    public void Nobodys_post_calls_a_whole_channel(WebhookFormat format)
    {
        var body = Encoding.UTF8.GetString(WebhookBody.Of(Hostile(), format, noon));
        using var json = JsonDocument.Parse(body);
        if (format == WebhookFormat.Echolot)
        {
            json.RootElement.GetProperty("mentions")[0].GetProperty("url").ValueKind.ShouldBe(JsonValueKind.Null);
            json.RootElement.GetProperty("id").GetString().ShouldBe("delivery-9");
            return;
        }
        body.ShouldNotContain("<!channel>");
        body.ShouldNotContain("\"@channel");
        if (format != WebhookFormat.Slack)
            body.ShouldNotContain("@channel");
        body.ShouldContain("threshold 5");
    }

    [Fact]
    public void Slack_and_teams_get_the_shapes_they_ask_for()
    {
        using var slack = JsonDocument.Parse(WebhookBody.Of(Hostile(), WebhookFormat.Slack, noon));
        slack.RootElement.GetProperty("blocks")[0].GetProperty("type").GetString().ShouldBe("section");
        slack.RootElement.GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        using var teams = JsonDocument.Parse(WebhookBody.Of(Hostile(), WebhookFormat.Teams, noon));
        var attachment = teams.RootElement.GetProperty("attachments")[0];
        attachment.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        attachment.GetProperty("content")
            .GetProperty("actions")[0].GetProperty("url").GetString().ShouldStartWith("https://listen.example/");
    }

    [Fact]
    public async Task Rocket_chat_gets_a_text_and_attachments_with_links()
    {
        var call = await ReceivedAsync(Hostile(), WebhookFormat.RocketChat);
        call.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        using var json = JsonDocument.Parse(call.Body);
        json.RootElement.GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        var attachments = json.RootElement.GetProperty("attachments");
        attachments.GetArrayLength().ShouldBe(2);
        attachments[0].GetProperty("title_link").GetString().ShouldBe("https://listen.example/listening?monitor=7");
        attachments[0].GetProperty("text").GetString()!.ShouldContain("threshold 5");
        attachments[1].GetProperty("title_link").GetString().ShouldBe("https://listen.example/listening/42");
        attachments[1].GetProperty("text").GetString()!.ShouldContain("\\[link\\]");
    }

    [Fact]
    public async Task Ntfy_gets_plain_text_and_the_rest_in_header_fields()
    {
        var call = await ReceivedAsync(Hostile() with { Title = "8 Erwähnungen\r\nBcc: x 🧥" + new string('ü', 100) }, WebhookFormat.Ntfy);
        call.Headers["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        call.Headers["Priority"].ShouldBe("4");
        call.Headers["Tags"].ShouldBe("rotating_light");
        call.Headers["Click"].ShouldBe("https://listen.example/listening?monitor=7");
        var words = call.Headers["Title"].Split(' ');
        words.ShouldAllBe(w => w.Length <= 75 && w.StartsWith("=?UTF-8?B?") && w.EndsWith("?="));
        string.Concat(words.Select(w => Encoding.UTF8.GetString(Convert.FromBase64String(w[10..^2]))))
            .ShouldStartWith("8 Erwähnungen  Bcc: x 🧥üüü");
        var text = Encoding.UTF8.GetString(call.Body);
        text.ShouldStartWith("Published today.\n");
        text.ShouldContain("threshold 5");
        text.ShouldContain("<script>alert(1)</script>");
        call.Signature.ShouldBe(Call.Sign("whs_secret", call.Body, noon));
    }

    [Fact]
    public async Task Ntfy_gets_no_more_than_it_shows_and_a_test_does_not_ring_longer()
    {
        var much = Hostile() with { Mentions = [.. Enumerable.Repeat(Mention(string.Concat(Enumerable.Repeat("👩‍👧", 200))), 20)] };
        var body = (await ReceivedAsync(much, WebhookFormat.Ntfy)).Body;
        body.Length.ShouldBeInRange(3_900, 4_096);
        Encoding.UTF8.GetString(body).ShouldEndWith("…");
        var test = Hostile() with { Title = "Test", Site = null, Parts = [Hostile().Parts[0] with { Link = Links.Settings }] };
        var headers = (await ReceivedAsync(test, WebhookFormat.Ntfy)).Headers;
        (headers["Title"], headers["Priority"], headers["Tags"]).ShouldBe(("Test", "3", "speech_balloon"));
        headers.ContainsKey("Click").ShouldBeFalse();
    }

    /// <summary>What a receiver on loopback gets.</summary>
    private static async Task<Received> ReceivedAsync(Message message, WebhookFormat format)
    {
        await using var receiver = new Receiver();
        using var http = new OpenHttp();
        (await Call.SendAsync(http, receiver.Url, message, format, "whs_secret", noon, CancellationToken.None))
            .Ended.ShouldBe(Ended.Accepted);
        return receiver.Calls.Single();
    }

    [Fact]
    public void A_cut_excerpt_never_splits_a_sign()
    {
        var excerpt = Message.Excerpt(Mention(string.Concat(Enumerable.Repeat("👩‍👧", 200))));
        excerpt.Length.ShouldBeLessThanOrEqualTo(Message.LongestExcerpt);
        excerpt.ShouldNotContain('\ufffd');
        char.IsHighSurrogate(excerpt[^2]).ShouldBeFalse();
    }

    [Fact]
    public void A_signature_covers_time_and_body()
    {
        var body = "{\"id\":\"x\"}"u8;
        var signature = Call.Sign("whs_secret", body, noon);
        // printf '1772452800.{"id":"x"}' | openssl dgst -sha256 -hmac whs_secret
        signature.ShouldBe(
            "t=1772452800,v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            "whs_secret"u8, "1772452800.{\"id\":\"x\"}"u8)));
        Call.Sign("whs_secret", body, noon.AddSeconds(1)).ShouldNotBe(signature);
    }

    [Theory]
    [InlineData(200, "Accepted")]
    [InlineData(204, "Accepted")]
    [InlineData(302, "Refused")]
    [InlineData(400, "Refused")]
    [InlineData(404, "Refused")]
    [InlineData(410, "Refused")]
    [InlineData(408, "NotArrived")]
    [InlineData(429, "NotArrived")]
    [InlineData(500, "NotArrived")]
    [InlineData(503, "NotArrived")]
    public void Answers_of_receivers_are_final_or_worth_another_try(int status, string ended) =>
        Call.Judge(status, null, "").Ended.ToString().ShouldBe(ended);

    [Theory]
    [InlineData(SmtpStatusCode.MailboxUnavailable, "Refused")]
    [InlineData(SmtpStatusCode.MailboxBusy, "NotArrived")]
    [InlineData(SmtpStatusCode.ServiceNotAvailable, "NotArrived")]
    [InlineData(SmtpStatusCode.GeneralFailure, "Unclear")]
    public void Replies_of_mail_servers_are_final_or_worth_another_try(SmtpStatusCode code, string ended) =>
        Mailing.Judge(new SmtpException(code)).Ended.ToString().ShouldBe(ended);

    [Fact]
    public void Reasons_read_as_people_speak()
    {
        var threshold = new AlertRule(
            1, 1, 7, AlertKind.Threshold, [DeliveryChannel.Screen], [], 5, TimeSpan.FromMinutes(10), TimeSpan.Zero,
            null, null, true, noon);
        Firing Fired(AlertKind kind, Measurement reading, int minutes = 60) => new(
            1, 1, 7, null, kind, noon.AddMinutes(-minutes), noon, noon, noon, reading, [], null);
        Wording.In("de").Why(threshold, Fired(AlertKind.Threshold, new(true, true, 8, 2, 1.25, 4, 4.8, 8), 10))
            .ShouldBe("8 Erwähnungen in 10 Minuten, Schwelle 5; erwartet 2 ± 1,3");
        var usual = Fired(AlertKind.Seasonal, new(true, true, 84, 10, 3.2, 22.8, 23, 84));
        Wording.In("de").Title(threshold, usual, "Marke").ShouldBe("Marke: 8,4 × üblich – 84 Erwähnungen");
        Wording.In("en").Why(threshold, usual).ShouldBe("84 mentions in 1 hour, expected 10 ± 3.2, silent up to 23");
        Wording.In("en").Title(threshold, Fired(AlertKind.Silence, new(true, true, 0, 12, 3, 1, null, 0), 360), "Press")
            .ShouldBe("Press: nothing for 6 hours");
        Wording.In("en")
            .Title(threshold, Fired(AlertKind.SentimentShare, new(true, true, 62.6, 20, 6, 50, null, 40)), "Brand")
            .ShouldBe("Brand: 63% negative of 40 mentions");
        Wording.In("de")
            .Why(threshold with { Kind = AlertKind.Digest, DigestAt = [new(17, 0), new(8, 0)] }, 3, "Marke")
            .ShouldBe("Übersicht von „Marke“ um 08:00, 17:00 Uhr, 3 seit der letzten");
        Wording.In("de").Title(threshold with { Kind = AlertKind.EachMention }, 1, "Marke").ShouldBe("Neue Erwähnung: Marke");
        Wording.In("de")
            .Body(noon, noon.AddMinutes(8), berlin)
            .ShouldBe("Veröffentlicht zwischen 02.03.2026, 13:00 und 02.03.2026, 13:08 Uhr.");
    }

    private static Message Hostile() => new(
        "delivery-9", "8 mentions\r\nBcc: all@example.org", [new(
            3, 1, 7, AlertKind.Threshold, "Threshold <b>reached</b>", "Published today.", [42], "/listening?monitor=7",
            noon, null,
            "8 mentions of “Brand” in 10 minutes, threshold 5", 8)],
        "Brand", [Mention(
            "<script>alert(1)</script> <!channel> @channel *bold* [link](javascript:alert(1))", "javascript:alert(1)")],
        Wording.In("en"), berlin, new("https://listen.example/"));

    private static StoredMention Mention(string text, string? url = null) => new(
        42, "bluesky", "stream", "at://x", "1", 1, ItemKind.Post, Visibility.Public, noon, noon, noon, false, null,
        text, url, null, "did:x", "author",
        "<i>Author</i>", null, null, null, null, new("en", 1, Sentiment.Neutral, 0, 1, []), [], [], 0, 1);
}
