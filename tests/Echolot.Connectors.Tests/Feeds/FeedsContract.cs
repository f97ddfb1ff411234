using Echolot.Connectors.Tests.Contract;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class FeedsContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await FeedPlay.OpenAsync();
}
