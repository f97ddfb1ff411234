using System.Runtime.CompilerServices;

namespace Echolot.Matching.Tests;

/// <summary>Files of the repository that are tested as they are read.</summary>
internal static class Files
{
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Echolot.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("Echolot.slnx is in no folder above the tests.");
    }
}
