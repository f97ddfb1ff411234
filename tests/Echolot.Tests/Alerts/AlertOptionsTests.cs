using Echolot.Alerts;
using Echolot.Network;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class AlertOptionsTests
{
    [Theory]
    [InlineData("", "", 587, "https://listen.example", MailGap.Server)]
    [InlineData("mail.example", "", 587, "https://listen.example", MailGap.Sender)]
    [InlineData("mail.example", "not an address", 587, "https://listen.example", MailGap.Sender)]
    [InlineData("mail.example", "e@example.org", 465, "https://listen.example", MailGap.ImplicitTls)]
    [InlineData("mail.example", "e@example.org", 587, "", MailGap.PublicUrl)]
    [InlineData("mail.example", "e@example.org", 587, "https://listen.example", MailGap.None)]
    public void What_is_missing_before_mail_goes_out_is_named(
        string host, string from, int port, string address, MailGap gap)
    {
        var options = Read(
            ("Echolot:Mail:Host", host), ("Echolot:Mail:From", from), ("Echolot:Mail:Port", $"{port}"),
            ("Echolot:PublicUrl", address));
        options.Gap.ShouldBe(gap);
        (Mail.Missing(options.Gap) is null).ShouldBe(gap is MailGap.None);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://0.0.0.0:5080", null)]
    [InlineData("http://*:5080", null)]
    [InlineData("http://127.0.0.1:0", null)]
    public void Links_lead_to_the_address_listened_on_only_where_a_browser_can_open_it(string urls, string? site) =>
        Read(("urls", urls)).PublicUrl?.AbsoluteUri.ShouldBe(site);

    [Fact]
    public async Task The_port_of_implicit_tls_is_refused_with_what_to_do_and_without_connecting()
    {
        var outcome = await Mail.SendAsync(
            new("Subject", "Text", "Html"), "id", "kim@example.org",
            new() { Host = "127.0.0.1", From = "e@example.org", Port = 465 }, TestContext.Current.CancellationToken);
        outcome.Ended.ShouldBe(Ended.Refused);
        outcome.Problem!.ShouldContain("587");
    }

    private static AlertOptions Read(params (string Key, string Value)[] settings) => AlertOptions.Of(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
}
