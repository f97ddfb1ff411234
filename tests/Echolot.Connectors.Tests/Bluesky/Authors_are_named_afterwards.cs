using System.Text.Json.Nodes;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>The whole way: stream, monitor, archive, and then the name.</summary>
public sealed class Authors_are_named_afterwards : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("echolot-names-");

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_kept_post_gets_its_authors_name_and_nobody_else_is_asked_about(bool hasAppView)
    {
        await using var profiles = new BlueskyProfiles { HasAppView = hasAppView };
        profiles.Add("did:plc:anna", "anna.example.org", "Anna B.", 12);
        profiles.Add("did:plc:karl", "karl.example.org", "Karl", 3);
        await profiles.StartAsync();
        await using var host = await Jetstream.StartAsync(new ShiftedTime());
        var db = await EcholotDb.OpenAsync(new StorageOptions(Engine.Sqlite, Path.Combine(data.FullName, "echolot.db")), CancellationToken.None);
        var services = new ServiceCollection().AddLogging();
        services.AddEcholot(db, data);
        services.AddConnectors(new ConfigurationBuilder().AddInMemoryCollection([new("Echolot:Network:AllowPrivate", "true")]).Build());
        await using var all = services.BuildServiceProvider();
        await all.GetRequiredService<Watchlist>().LoadAsync(CancellationToken.None);
        await all.GetRequiredService<Watchlist>().AddAsync(new MonitorDraft("Paket", "paket", Purpose.Brand), null, CancellationToken.None);
        var (source, check) = await all.GetRequiredService<SourceRunner>().AddAsync("bluesky", null, new Dictionary<string, string>
        {
            ["hosts"] = host.Stream.ToString(), ["profiles"] = profiles.Address.ToString(),
        }, CancellationToken.None);
        check.Problems.ShouldBeEmpty();
        source.ShouldNotBeNull();

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Task[] running =
        [
            all.GetRequiredService<Bus>().RunAsync(stop.Token), all.GetRequiredService<NameAuthors>().RunAsync(stop.Token),
            all.GetRequiredService<Gate>().RunAsync(stop.Token), all.GetRequiredService<SourceRunner>().RunAsync(stop.Token),
        ];
        while (host.Open == 0) await Task.Delay(10, stop.Token);
        host.Commit("did:plc:karl", "create", "3nk", "bafyk", new JsonObject { ["text"] = "Zug weg" });
        host.Commit("did:plc:anna", "create", "3na", "bafya", new JsonObject { ["text"] = "Paket da" });

        var archive = all.GetRequiredService<Archive>();
        StoredMention? mention = null;
        while (mention?.AuthorHandle is null)
        {
            await Task.Delay(50, stop.Token);
            mention = (await archive.ListAsync(new MentionFilter(), null, 10, stop.Token)).Items.SingleOrDefault();
        }
        mention.AuthorHandle.ShouldBe("anna.example.org");
        mention.AuthorName.ShouldBe(hasAppView ? "Anna B." : null);
        mention.AuthorFollowers.ShouldBe(hasAppView ? 12 : null);
        profiles.Asked.ShouldNotContain("did:plc:karl");
        profiles.Asked.ShouldContain("did:plc:anna");
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    public void Dispose() => data.Delete(recursive: true);
}
