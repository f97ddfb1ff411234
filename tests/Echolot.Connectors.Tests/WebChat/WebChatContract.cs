using Echolot.Connectors.Tests.Contract;
using Echolot.Connectors.WebChat;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.WebChat;

/// <summary>
/// What the contract of replies asks for where the network is ourselves: there is no line that breaks, what is stored is
/// out, and asking for it finds it.
/// </summary>
public sealed class WebChatContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly WebChatConnector _connector = new();

    [Fact]
    public async Task A_reply_is_out_once_under_its_key_and_is_found()
    {
        var source = await SourceAsync();
        var sent = (await _connector.SendAsync(source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendOutcome.Sent>();
        (await _connector.SendAsync(source, Reply("Hallo"), Cancel)).ShouldBe(sent);
        (await _connector.FindAsync(source, Reply("Hallo"), Cancel)).ShouldBeOfType<SendFinding.Found>().Id.ShouldBe(sent.Id);
        (await _connector.SendAsync(source, Reply("Hallo") with { Key = "key2" }, Cancel))
            .ShouldBeOfType<SendOutcome.Sent>().Id.ShouldNotBe(sent.Id);
    }

    [Fact]
    public async Task Nothing_public_and_nothing_too_long_is_sent()
    {
        var source = await SourceAsync();
        (await _connector.SendAsync(source, Reply("Hallo") with { Leg = Leg.Public }, Cancel)).ShouldBeOfType<SendOutcome.Refused>();
        (await _connector.SendAsync(source, Reply(new string('x', 4_001)), Cancel)).ShouldBeOfType<SendOutcome.Refused>();
        (await _connector.SendAsync(source, Reply(new string('x', 4_000)), Cancel)).ShouldBeOfType<SendOutcome.Sent>();
    }

    [Fact]
    public async Task Files_are_kept_here_and_only_of_kinds_that_are_taken()
    {
        var source = await SourceAsync();
        _connector.Abilities(source)!.Files!.Types.Keys.ShouldContain("application/pdf");
        (await _connector.SendAsync(source, Reply("Hallo") with { Files = [ReplyContract.TestPicture("Etikett")] }, Cancel))
            .ShouldBeOfType<SendOutcome.Sent>();
        (await _connector.SendAsync(
            source, Reply("Hallo") with { Files = [new("x.svg", "image/svg+xml", "", "<svg/>"u8.ToArray())] }, Cancel))
            .ShouldBeOfType<SendOutcome.Refused>();
    }

    [Fact]
    public async Task Its_window_is_how_long_the_conversation_is_kept_and_nobody_is_written_to_first()
    {
        var abilities = _connector.Abilities(await SourceAsync(("keep", "48")))!;
        (abilities.Public, abilities.OpensPrivate, abilities.PrivateWindow).ShouldBe((null, false, TimeSpan.FromHours(48)));
    }

    [Fact]
    public async Task Settings_are_checked_and_the_public_name_is_drawn_once()
    {
        (await _connector.CheckAsync(new Dictionary<string, string>(), Cancel)).Problems.Keys.ShouldBe(["origins"]);
        var source = await SourceAsync();
        source.Key.Account.Length.ShouldBe(16);
        (await _connector.CheckAsync(source.Settings, Cancel)).Key.ShouldBe(source.Key);
    }

    private async Task<SourceConfig> SourceAsync(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["origins"] = "https://shop.example" };
        foreach (var (key, value) in more) settings[key] = value;
        var check = await _connector.CheckAsync(settings, Cancel);
        check.Problems.ShouldBeEmpty();
        check.Key!.Value.Connector.ShouldBe(ChatSettings.Connector);
        return new(1, check.Key!.Value, check.Settings);
    }

    private static OutgoingReply Reply(string text) => new(
        "key1", Leg.Private, text, new("visitor/1/a"), null, null, new AuthorRef(new("visitor/1")), null, DateTimeOffset.UnixEpoch);
}
