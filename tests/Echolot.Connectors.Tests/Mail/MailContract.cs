using Echolot.Connectors.Mail;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Mail;

/// <summary>
/// What the contract of replies asks for, as far as a mail server can be asked: it has no threads, takes nothing back and
/// tells nobody what it has.
/// </summary>
public sealed class MailContract : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly MailServer _server = new();
    private readonly MailConnector _connector;
    private readonly SourceConfig _source = new(
        1, new(MailConnector.Name, "smtp", "care@nordlicht.example"), new Dictionary<string, string>
        {
            ["address"] = "care@nordlicht.example", ["name"] = "Nordlicht Kundenservice", ["signature"] = "Nordlicht Versand GmbH\nHamburg",
        });

    public MailContract() => _connector = new(new MailOptions { Host = "127.0.0.1", Port = _server.Port, Tls = false });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_reply_leaves_once_with_subject_thread_and_both_bodies()
    {
        var sent = (await _connector.SendAsync(_source, Reply("Guten Tag,\n\nwir <b>suchen</b>: https://nordlicht.example/a?b=1&c=2.") with
        {
            Subject = "Paket\r\nBcc: x@example.org", ReplyTo = new("form/0123456789abcdef/form-0001"),
            Earlier = [new("form/0123456789abcdef/form-0001"), new("one@nordlicht.example"), new("two@nordlicht.example")],
        }, Cancel)).ShouldBeOfType<SendOutcome.Sent>();
        sent.Id.Value.ShouldBe("key1@nordlicht.example");
        var mail = _server.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("Message-ID: <key1@nordlicht.example>");
        mail.ShouldContain("In-Reply-To: <two@nordlicht.example>");
        mail.ShouldContain("References: <one@nordlicht.example> <two@nordlicht.example>");
        mail.ShouldNotContain("\nBcc:");
        mail.ShouldContain("Subject: Re: Paket Bcc: x@example.org");
        MailServer.TextOf(mail).ShouldBe(
            "Guten Tag,\n\nwir <b>suchen</b>: https://nordlicht.example/a?b=1&c=2.\n\n-- \nNordlicht Versand GmbH\nHamburg\n");
        HtmlOf(mail).ShouldContain("wir &lt;b&gt;suchen&lt;/b&gt;: <a href=\"https://nordlicht.example/a?b=1&amp;c=2\">");
    }

    [Fact]
    public async Task Sent_again_under_its_key_it_has_the_same_message_id()
    {
        await _connector.SendAsync(_source, Reply("Hallo"), Cancel);
        await _connector.SendAsync(_source, Reply("Hallo"), Cancel);
        _server.Mails.Count(m => m.Contains("Message-ID: <key1@nordlicht.example>", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task What_the_server_took_before_the_line_broke_is_unknown_and_a_person_has_to_look()
    {
        _server.HangUpAfterData = true;
        (await _connector.SendAsync(_source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendOutcome.Unknown>();
        (await _connector.FindAsync(_source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendFinding.Unclear>().Why.De.ShouldContain("Message-ID");
    }

    [Fact]
    public async Task Files_are_attached_with_their_names_and_what_is_too_large_is_refused()
    {
        var pdf = new OutgoingFile("Rücksendung.pdf", "application/pdf", "", "%PDF-1.7 Schein"u8.ToArray());
        (await _connector.SendAsync(_source, Reply("Anbei der Schein.") with { Files = [pdf] }, Cancel)).ShouldBeOfType<SendOutcome.Sent>();
        var mail = _server.Mails.ShouldHaveSingleItem();
        MailServer.TextOf(mail).ShouldStartWith("Anbei der Schein.");
        mail.ShouldContain("application/pdf");
        mail.ShouldContain("Content-Disposition: attachment");
        mail.ShouldContain(Convert.ToBase64String(pdf.Content.Span));
        mail.ShouldContain("=?utf-8?B?");
        var large = pdf with { Content = new byte[10_000_001] };
        (await _connector.SendAsync(_source, Reply("Anbei") with { Files = [large] }, Cancel))
            .ShouldBeOfType<SendOutcome.Refused>().Why.De.ShouldContain("10 MB");
        var most = pdf with { Content = new byte[8_000_000] };
        (await _connector.SendAsync(_source, Reply("Anbei") with { Files = [most, most] }, Cancel))
            .ShouldBeOfType<SendOutcome.Refused>().Why.De.ShouldContain("15 MB");
        _server.Mails.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("550 no such user", typeof(SendOutcome.Refused))]
    [InlineData("450 busy", typeof(SendOutcome.Later))]
    public async Task What_the_server_says_is_final_or_worth_another_try(string answer, Type outcome)
    {
        _server.Recipient = answer;
        (await _connector.SendAsync(_source, Reply("Hallo"), Cancel)).GetType().ShouldBe(outcome);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_has_surely_not_taken_it()
    {
        var nobody = new MailConnector(new MailOptions { Host = "127.0.0.1", Port = 1, Tls = false });
        (await nobody.SendAsync(_source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendOutcome.Later>();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("Anna <a@example.org>")]
    [InlineData("a@example.org,b@example.org")]
    public async Task Where_there_is_no_plain_address_nothing_is_sent(string address)
    {
        (await _connector.SendAsync(_source, Reply("Hallo") with { To = new(new(address)) }, Cancel))
            .ShouldBeOfType<SendOutcome.Refused>();
        _server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_public_and_nothing_without_a_mail_server_leaves()
    {
        (await _connector.SendAsync(_source, Reply("Hallo") with { Leg = Leg.Public }, Cancel)).ShouldBeOfType<SendOutcome.Refused>();
        var none = new MailConnector(new MailOptions());
        none.Abilities(_source).ShouldBeNull();
        (await none.SendAsync(_source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendOutcome.Refused>();
        (await none.CheckAsync(_source.Settings, Cancel)).Problems.Keys.ShouldBe([""]);
        (await _connector.CheckAsync(new Dictionary<string, string> { ["address"] = "x", ["name"] = "" }, Cancel)).Problems.Keys
            .ShouldBe(["address", "name"]);
        (await _connector.CheckAsync(_source.Settings, Cancel)).Key.ShouldBe(_source.Key);
    }

    [Fact]
    public void Without_a_subject_it_names_who_was_written_to_in_the_language_of_the_conversation()
    {
        Letter.SubjectOf(Reply("Hallo"), _source).ShouldBe("Nachricht an Nordlicht Kundenservice");
        Letter.SubjectOf(Reply("Hello") with { Language = "en-GB" }, _source).ShouldBe("Your message to Nordlicht Kundenservice");
        Letter.SubjectOf(Reply("Hallo") with { Subject = "RE: Paket" }, _source).ShouldBe("RE: Paket");
    }

    private static string HtmlOf(string mail) => MailServer.TextOf(
        mail[mail.IndexOf("text/html", StringComparison.Ordinal)..].Replace("text/html", "text/plain", StringComparison.Ordinal));

    private static OutgoingReply Reply(string text) => new(
        "key1", Leg.Private, text, null, null, null, new AuthorRef(new("anna@example.org"), null, "Anna Beispiel"), null,
        DateTimeOffset.UnixEpoch);
}
