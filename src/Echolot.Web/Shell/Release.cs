using System.Reflection;

namespace Echolot.Web.Shell;

/// <summary>The program that runs: its version, and the commit that it was built from where that is known.</summary>
internal static class Release
{
    /// <summary>Such as <c>0.1.0</c> or <c>0.1.0+4f2a9c1d7be0</c>.</summary>
    public static string Version { get; } = Short(
        typeof(Release).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    // Twelve digits name a commit; forty are nothing to read.
    private static string Short(string version) =>
        version.IndexOf('+') is >= 0 and var plus && version.Length > plus + 13 ? version[..(plus + 13)] : version;
}
