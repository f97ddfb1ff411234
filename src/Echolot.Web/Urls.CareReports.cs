namespace Echolot.Web;

/// <summary>Addresses of what figures of the care desk are told of.</summary>
public static partial class Urls
{
    public const string SmallestGroup = "/settings/agent-figures/group", SmallestGroupConfirm = "/settings/agent-figures/group/confirm";
}
