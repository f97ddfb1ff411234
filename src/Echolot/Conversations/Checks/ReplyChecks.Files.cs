using System.Globalization;
using Echolot.Sources;

namespace Echolot.Conversations;

public static partial class ReplyChecks
{
    /// <summary>What the channel does not take, and pictures of which nobody said what they show.</summary>
    private static void FilesOf(ReplyUnderCheck reply, List<Finding> found)
    {
        // Nobody knows yet who would say it: sending asks again.
        if (reply.Limit is null && reply.Takes is null) return;
        foreach (var problem in FileLimits.Problems(reply.Takes, [.. reply.Files.Select(f => (f.Name, f.Type, f.Size))]))
            found.Add(new(
                problem.Why switch
                {
                    FileTrouble.NoneTaken => CheckRule.FilesNotTaken,
                    FileTrouble.TooMany => CheckRule.TooManyFiles,
                    FileTrouble.Kind => CheckRule.FileKind,
                    _ => CheckRule.FileTooLarge,
                }, Severity.Stops, Detail: problem.Why switch
                {
                    FileTrouble.TooMany => string.Create(CultureInfo.InvariantCulture, $"{reply.Files.Count}/{problem.Limit}"),
                    FileTrouble.TooLarge or FileTrouble.TooLargeTogether => string.Create(
                        CultureInfo.InvariantCulture, $"{problem.Name}/{problem.Limit}"),
                    _ => problem.Name,
                }));
        if (reply.Takes is not null)
            found.AddRange(reply.Files.Where(f => f.IsImage && f.Alt.Length == 0)
                .Select(f => new Finding(CheckRule.NoAltText, Severity.Hint, Detail: f.Name)));
    }
}
