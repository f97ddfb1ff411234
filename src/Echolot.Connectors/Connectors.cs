using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.HackerNews;
using Echolot.Connectors.Http;
using Echolot.Connectors.Import;
using Echolot.Connectors.Mail;
using Echolot.Connectors.Mastodon;
using Echolot.Connectors.Push;
using Echolot.Connectors.Reddit;
using Echolot.Connectors.Sites;
using Echolot.Connectors.WebChat;
using Echolot.Connectors.WordPress;
using Echolot.Connectors.YouTube;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Echolot.Connectors;

/// <summary>Every network we read, in one list, and the guarded way out they share.</summary>
public static class Connectors
{
    /// <summary>
    /// Registers the connectors and the guarded way out (settings in <see cref="NetworkOptions.Section"/>).
    /// </summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>()
            ?? new NetworkOptions());
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IGuardedHttp>(all => all.GetRequiredService<GuardedHttp>());
        services.AddSingleton(configuration.GetSection(FeedPace.Section).Get<FeedPace>() ?? new FeedPace());
        services.AddSingleton<IConnector, FeedsConnector>();
        services.AddSingleton<IConnector, SitemapsConnector>();
        services.AddSingleton<IConnector, PagesConnector>();
        services.AddSingleton<IConnector, BlueskyConnector>();
        services.AddSingleton<IConnector, MastodonConnector>();
        services.AddSingleton<IConnector, HackerNewsConnector>();
        services.AddSingleton<IConnector, YouTubeConnector>();
        services.AddSingleton<IConnector, RedditConnector>();
        services.AddSingleton<IConnector, WordPressConnector>();
        services.AddSingleton<IConnector, WebChatConnector>();
        services.AddSingleton<IConnector, MailConnector>();
        services.AddSingleton<IConnector, PushConnector>();
        services.AddSingleton<IConnector, Importer>();
        return services;
    }
}
