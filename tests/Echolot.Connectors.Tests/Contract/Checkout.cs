namespace Echolot.Connectors.Tests.Contract;

/// <summary>The folder of the repository that the tests were built from.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Echolot.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
