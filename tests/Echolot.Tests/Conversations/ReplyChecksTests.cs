using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>The checks before sending: what each finds, and what it leaves alone.</summary>
public sealed class ReplyChecksTests
{
    [Theory]
    [InlineData("Schreib an kim.muster@mail.example, dann klappt es.", "Email Stops kim.muster@mail.example")]
    [InlineData("Ruf an: 0171 2345678", "Phone Stops 0171 2345678")]
    [InlineData("Ruf an: +49 (0)40 / 123 45-67", "Phone Stops +49 (0)40 / 123 45-67")]
    [InlineData("Wir erstatten auf DE89 3704 0044 0532 0130 00.", "Iban Stops DE89 3704 0044 0532 0130 00")]
    [InlineData("Deine Bestellnummer ist 4711-2233.", "OrderNumber Stops Bestellnummer ist 4711-2233")]
    [InlineData("Your order no. AB12345 is on its way", "OrderNumber Stops order no. AB12345")]
    [InlineData("NL-123456 ist raus", "OrderNumber Stops NL-123456")]
    [InlineData("Geht an die Hafenstraße 12 b.", "StreetAddress NeedsReason Hafenstraße 12 b")]
    [InlineData("Geht nach 20095 Hamburg.", "StreetAddress NeedsReason 20095 Hamburg")]
    [InlineData("Liebe Amelie, kommt sofort", "RealName NeedsReason Amelie")]
    public void Personal_data_do_not_stand_in_public(string text, string found)
    {
        Personal(Public(text)).ShouldBe([found]);
        Personal(Public(text) with { Leg = Leg.Private }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Hier: http://nordlicht.example/hilfe.", "http://nordlicht.example/hilfe")]
    [InlineData("Hier: https://nordlicht.example/hilfe", null)]
    public void A_link_without_encryption_is_worth_a_look(string text, string? found)
    {
        var hint = ReplyChecks.Of(new(text, Leg.Private)).SingleOrDefault(f => f.Rule is CheckRule.InsecureLink);
        (hint?.Detail, hint?.Severity).ShouldBe((found, found is null ? null : Severity.Hint));
    }

    [Theory]
    [InlineData("Das kostet 49,90 € und kommt am 24.12.2026 um 10:30 Uhr.")]
    [InlineData("Am 03.11. 2026 sind wir wieder da.")]
    [InlineData("Modell 2026, Größe 42, noch 12 Stück, 30 Tage Rückgabe.")]
    [InlineData("Hilfe: service@nordlicht.example oder 040 123456, auch unter nordlicht.example/hilfe/12345678")]
    [InlineData("Auf dem Rückweg 3 Tage länger, im Juli 2026 in Hamburg.")]
    [InlineData("DE12 ist keine IBAN, und die Bestellnummer brauchen wir nicht.")]
    [InlineData("Die Ameliesuppe schmeckt.")]
    public void What_is_nobodys_personal_data_may_stand_there(string text) => Personal(Public(text)).ShouldBeEmpty();

    [Theory]
    [InlineData("Wie lautet deine Bestellnummer?", true)]
    [InlineData("Please send us your order number.", true)]
    [InlineData("Schick uns deine Bestellnummer bitte per Direktnachricht.", false)]
    [InlineData("Please send us your order number by direct message.", false)]
    [InlineData("Die Bestellnummer steht in der Mail.", false)]
    public void Asking_for_data_in_public_says_where_to_send_them(string text, bool found) =>
        Rules(Public(text)).Contains(CheckRule.AsksInPublic).ShouldBe(found);

    [Theory]
    [InlineData("Als Entschädigung bekommst du einen Gutschein über 50 €.", "OverGoodwill")]
    [InlineData("Wir erstatten dir fünfzig Euro.", "OverGoodwill")]
    [InlineData("You will get a refund of forty-one euros.", "OverGoodwill")]
    [InlineData("Wir schenken dir 40 Euro als Kulanz.", "Promise")]
    [InlineData("Du bekommst einen Gutschein.", "Promise")]
    [InlineData("Die Jacke kostet 189 €. Einen Rabatt gibt es nicht.", "Promise")]
    [InlineData("Die Jacke kostet 189 €.", "")]
    [InlineData("Wir überweisen dir 50 €.", "OverGoodwill")]
    [InlineData("Die 50 € überweisen wir Ihnen heute.", "OverGoodwill")]
    [InlineData("Sie bekommen 50 € zurück.", "OverGoodwill")]
    [InlineData("Dafür schreiben wir dir 50 € gut.", "OverGoodwill")]
    [InlineData("50 € wurden Ihnen gutgeschrieben.", "OverGoodwill")]
    [InlineData("Wir zahlen dir gern 30 €.", "Promise")]
    [InlineData("We will pay you £50.", "OverGoodwill")]
    [InlineData("You will get £50 back.", "OverGoodwill")]
    [InlineData("Sie zahlen nur 50 € für den Versand.", "")]
    [InlineData("Bitte überweise die 50 € bis Freitag.", "")]
    [InlineData("Wir schreiben dir morgen eine Nachricht.", "")]
    [InlineData("Please pay £50 by Friday.", "")]
    [InlineData("I will pay you £50.", "OverGoodwill")]
    [InlineData("I'll send you £50.", "OverGoodwill")]
    [InlineData("We're giving you another £50 back.", "OverGoodwill")]
    [InlineData("We can offer you fifty pounds.", "OverGoodwill")]
    [InlineData("Wir legen noch 50 € drauf.", "OverGoodwill")]
    [InlineData("Gern geben wir Ihnen 50 € dazu.", "OverGoodwill")]
    [InlineData("Dafür erhalten Sie von uns 50 €.", "OverGoodwill")]
    [InlineData("Wir übernehmen die Kosten von 189 €.", "OverGoodwill")]
    [InlineData("Ich gebe Ihnen Bescheid, sobald die 189 € bei uns eingegangen sind.", "")]
    [InlineData("Wir legen die Rechnung über 189 € bei.", "")]
    [InlineData("Wir geben die Bestellung über 189 € an den Versand.", "")]
    [InlineData("Wir schreiben Ihnen, weil die Rechnung über 189 € offen ist.", "")]
    [InlineData("Sie erhalten die Rechnung über 189 € von uns.", "")]
    [InlineData("Sie erhalten die Jacke für 189 € zurück.", "")]
    [InlineData("We can send the jacket for £189.", "")]
    [InlineData("We send you the invoice of £189.", "")]
    [InlineData("I can give you an answer once the £189 is here.", "")]
    public void A_promise_is_held_against_what_goodwill_is_left(string text, string found) =>
        string.Join(' ', Rules(Public(text) with { Goodwill = 4000 })
            .Where(r => r is CheckRule.Promise or CheckRule.OverGoodwill).Distinct()).ShouldBe(found);

    [Theory]
    [InlineData("Wir erstatten dir 15 € und schenken dir einen Gutschein über 15 €.", "15 € + 15 €")]
    [InlineData("Wir erstatten dir 15 €. Dazu gibt es 15 Euro Rabatt.", "15 € + 15 Euro")]
    [InlineData("We refund £15 and send you a voucher of £15.", "£15 + £15")]
    [InlineData("Wir erstatten die Jacke mit 12 € und das Porto mit 9 €.", "12 € + 9 €")]
    [InlineData("Als Kulanz 15 € und weitere 15 € als Gutschein.", "15 € + 15 €")]
    [InlineData("Du bekommst 20 € Gutschein. Die 20 € kannst du sofort einlösen, mit dem Rabatt von 5 €.", "20 € + 5 €")]
    [InlineData("Du bekommst einen Gutschein über 15 € und die Erstattung von 15 €.", "15 € + 15 €")]
    [InlineData("20 € Gutschein schicken wir, die 20 € gelten ein Jahr als Rabatt.", "20 €")]
    [InlineData("Du bekommst einen Gutschein über 20 €. Der Gutschein über 20 € kommt per Mail.", "20 €")]
    [InlineData("You get a voucher of £20. The £20 voucher comes by mail.", "£20")]
    [InlineData("Wir erstatten dir 20 €. Die Erstattung über 20 € dauert drei Tage.", "20 €")]
    [InlineData("Wir erstatten 20 € (zwanzig Euro).", "20 €")]
    [InlineData("Als Entschädigung geben wir dir 10 bis 20 €.", "20 €")]
    [InlineData("Als Entschädigung geben wir dir 10 € bis 20 €.", "20 €")]
    [InlineData("Als Kulanz sind zwischen 10 € und 20 € möglich.", "20 €")]
    [InlineData("A refund of £10–20 is possible.", "£10–20")]
    [InlineData("Als Kulanz 20 € zurück oder einen Gutschein über 15 €.", "20 €")]
    [InlineData("Wir erstatten dir 15 €. Alternativ bekommst du einen Gutschein über 20 €.", "20 €")]
    [InlineData("Statt 10 € erstatten wir dir 20 €.", "20 €")]
    [InlineData("Wir erstatten dir 5 € und schenken dir einen Gutschein über 10 €, insgesamt 15 €.", "5 € + 10 €")]
    [InlineData("Die Jacke kostet 189 €. Wir erstatten dir 15 €.", "15 €")]
    [InlineData("Die Jacke kostet 189 €.", "")]
    [InlineData("Danke für Ihre Geduld und Ihr Verständnis. Wir erstatten Ihnen 20 € für die Bluse und 20 € für den Versand.", "20 € + 20 €")]
    [InlineData("Thank you for your patience and sorry. We refund £20 for the shirt and £20 for the shoes.", "£20 + £20")]
    [InlineData("We refund you £15 together with a voucher of £20.", "£15 + £20")]
    [InlineData("Wir erstatten Ihnen 15 € zusammen mit 10 € Gutschein.", "15 € + 10 €")]
    [InlineData("Wir erstatten Ihnen 15 € und geben einen Gutschein über 10 €, zusammen 25 €.", "15 € + 10 €")]
    [InlineData("We refund £15 and send a voucher that is worth £10.", "£15 + £10")]
    [InlineData("We refund £15 and send a voucher of £10, that is £25.", "£15 + £10")]
    [InlineData("Als Kulanz ein Gutschein: €20 – 30 Tage gültig.", "€20")]
    [InlineData("A refund of £10 – 20 is possible.", "£10 – 20")]
    public void What_a_reply_promises_is_added_once(string text, string added) =>
        string.Join(" + ", Promised.Of(text).Added.Select(a => text.Substring(a.Start, a.Length))).ShouldBe(added);

    [Fact]
    public void Promises_that_are_too_much_together_say_which_were_added()
    {
        const string Two = "Wir erstatten dir 15 € und schenken dir einen Gutschein über 15 €.";
        var over = Find(Public(Two) with { Goodwill = 2000 }, CheckRule.OverGoodwill)!;
        (over.Severity, over.Start, over.Length, over.Detail).ShouldBe((Severity.NeedsReason, 0, 0, "15 € + 15 €"));
        ReplyChecks.Of(Public(Two) with { Goodwill = 2000 }).Count(f => f.Rule is CheckRule.Promise).ShouldBe(2);
        Find(Public(Two) with { Goodwill = 3000 }, CheckRule.OverGoodwill).ShouldBeNull();
        Find(Public("Als Kulanz 30 € oder ein Gutschein über 15 €.") with { Goodwill = 2000 }, CheckRule.OverGoodwill)!.Detail.ShouldBe("30 €");
    }

    [Theory]
    [InlineData("post.de", "hilfe@post.de", true)]
    [InlineData("@post.de", "hilfe@post.de", true)]
    [InlineData("Post.de", "hilfe@SERVICE.post.de", true)]
    [InlineData("post.de", "kim@deutschepost.de", false)]
    [InlineData("post.de", "kim@post.de.example", false)]
    [InlineData("info@nordlicht.de", "Info@nordlicht.de", true)]
    [InlineData("info@nordlicht.de", "maxinfo@nordlicht.de", false)]
    [InlineData("info@nordlicht.de", "max.info@nordlicht.de", false)]
    [InlineData("info@nordlicht.de", "kim@nordlicht.de", false)]
    public void An_address_is_ours_where_it_is_that_one_or_at_our_domain(string own, string said, bool ours) =>
        (Find(Public($"Bitte an {said} schreiben") with { OwnContacts = [own] }, CheckRule.Email) is null).ShouldBe(ours);

    [Fact]
    public void Du_and_Sie_are_not_mixed_and_follow_the_conversation()
    {
        Find(Public("Schick uns deine Nummer privat, dann helfen wir Ihnen."), CheckRule.MixedAddress)!.Severity.ShouldBe(Severity.NeedsReason);
        Find(Public("Wir helfen Ihnen.") with { Address = Address.Du }, CheckRule.OtherAddress)!.Severity.ShouldBe(Severity.Hint);
        Find(Public("Wir helfen dir.") with { Address = Address.Du }, CheckRule.OtherAddress).ShouldBeNull();
        Find(Public("Wir helfen dir."), CheckRule.OtherAddress).ShouldBeNull();
    }

    [Fact]
    public void Another_language_than_the_conversation_needs_a_reason()
    {
        var reply = Public("We are sorry, and will look into it at once.") with { Written = "en", Language = "de" };
        Find(reply, CheckRule.OtherLanguage)!.Severity.ShouldBe(Severity.NeedsReason);
        Find(reply with { Language = "en" }, CheckRule.OtherLanguage).ShouldBeNull();
        Find(reply with { Text = "Okay, thanks!" }, CheckRule.OtherLanguage).ShouldBeNull();
        Find(reply with { Written = null }, CheckRule.OtherLanguage).ShouldBeNull();
    }

    [Fact]
    public void Open_placeholders_stop()
    {
        var found = Find(Public("Hallo {{contact.first}}, danke!"), CheckRule.PlaceholderLeft)!;
        (found.Severity, found.Start, found.Length, found.Detail).ShouldBe((Severity.Stops, 6, 17, "{{contact.first}}"));
    }

    [Fact]
    public void The_handle_that_the_network_needs_counts_once()
    {
        var limit = new TextLimit(20, LengthUnit.CodePoint, ShortHandles: true);
        ReplyUnderCheck Of(string text) => new(text, Leg.Public, limit, "@amelie@far.example");
        Find(Of(new string('x', 12)), CheckRule.TooLong).ShouldBeNull();
        Find(Of(new string('x', 13)), CheckRule.TooLong)!.Detail.ShouldBe("21/20");
        Find(Of("@Amelie@far.example " + new string('x', 12)), CheckRule.TooLong).ShouldBeNull();
    }

    [Fact]
    public void A_text_of_the_library_that_may_not_be_used_is_recognised_by_its_words()
    {
        const string Text = "Bis Ostern schicken wir alle Jacken ohne Versandkosten zu dir nach Hause";
        var reply = Public("Hallo! Bis OSTERN schicken wir alle Jacken, ohne Versandkosten, zu dir nach Hause. Ok?") with
        {
            Withheld = [new("Osteraktion", true, ["Hallo ", Text])],
        };
        Find(reply, CheckRule.ItemExpired)!.Detail.ShouldBe("Osteraktion");
        Find(reply with { Withheld = [new("Osteraktion", false, [Text])] }, CheckRule.ItemNotApproved)!.Severity.ShouldBe(Severity.Stops);
        Find(reply with { Text = "Hallo, schönen Tag!" }, CheckRule.ItemExpired).ShouldBeNull();
    }

    [Fact]
    public void What_stops_comes_first_and_a_clean_reply_has_no_finding()
    {
        ReplyChecks.Of(Public("Das tut uns leid. Wir schauen sofort nach und melden uns.")).ShouldBeEmpty();
        ReplyChecks.Of(Public("Gutschein für Amelie: {{order}}") with { WindowClosed = true, Approvals = ["Recht"] })
            .Select(f => f.Severity).ShouldBe(
                [Severity.Stops, Severity.Stops, Severity.NeedsReason, Severity.Hint, Severity.Hint]);
    }

    [Fact]
    public void Hostile_text_is_checked_in_time_and_without_falling_over()
    {
        foreach (var piece in new[] { "{{", "0 ", "@a.", "DE12 ", "hundert", "a b c d e euro ", "12.", "\u0000", "😡", "Straße 1 " })
            ReplyChecks.Of(Public(string.Concat(Enumerable.Repeat(piece, 20_000 / piece.Length)))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("20 €", 2000)]
    [InlineData("€ 20,50", 2050)]
    [InlineData("1.234,50 Euro", 123450)]
    [InlineData("EUR 1,234.50", 123450)]
    [InlineData("20,- €", 2000)]
    [InlineData("zwanzig Euro", 2000)]
    [InlineData("einundzwanzig Euro", 2100)]
    [InlineData("hundertfünfzig Euro", 15000)]
    [InlineData("zweitausenddreihundert Euro", 230000)]
    [InlineData("one hundred and fifty euros", 15000)]
    [InlineData("we give you a twenty euro voucher", 2000)]
    [InlineData("viele Euro", null)]
    [InlineData("Europa", null)]
    public void Amounts_are_read_in_digits_and_words(string text, int? cents) =>
        Amounts.Of(text).Select(a => (int?)a.Cents).FirstOrDefault().ShouldBe(cents);

    private static ReplyUnderCheck Public(string text) => new(text, Leg.Public)
    {
        HiddenNames = ["Amelie", "Winter"], OwnContacts = ["nordlicht.example", "040/123456"], OrderPatterns = ["NL-######"],
    };

    private static IEnumerable<CheckRule> Rules(ReplyUnderCheck reply) => ReplyChecks.Of(reply).Select(f => f.Rule);

    private static Finding? Find(ReplyUnderCheck reply, CheckRule rule) => ReplyChecks.Of(reply).FirstOrDefault(f => f.Rule == rule);

    private static IEnumerable<string> Personal(ReplyUnderCheck reply) => ReplyChecks.Of(reply)
        .Where(f => f.Rule is CheckRule.Email or CheckRule.Phone or CheckRule.Iban or CheckRule.OrderNumber
            or CheckRule.StreetAddress or CheckRule.RealName).Select(f => $"{f.Rule} {f.Severity} {f.Detail}");
}
