using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Components;

namespace Echolot.Web.Shell;

/// <summary>
/// A page: has a title, knows who looks at it, and is rendered inside the shell, or alone when htmx asks for a part.
/// Route values arrive as parameters of the same name, query values by <c>[SupplyParameterFromQuery]</c>.
/// </summary>
public abstract class Page : ComponentBase
{
    /// <summary>Title of the page as the browser and the top bar show it.</summary>
    public abstract Phrase Title { get; }

    /// <summary>What the page is about right now, such as the name of a monitor; comes before the title.</summary>
    protected virtual string? Subject => null;

    [CascadingParameter] public HttpContext Http { get; set; } = null!;

    [CascadingParameter] internal Frame? Frame { get; set; }

    /// <summary>Who looks.</summary>
    protected Actor Actor => Http.Actor();

    protected CancellationToken Cancel => Http.RequestAborted;

    /// <summary>Id of the element htmx will fill, or null when the whole page is wanted.</summary>
    protected string? Part => Http.FragmentTarget();

    /// <summary>
    /// Whether an element of this id has to be rendered: always on a whole page, else only the one asked for.
    /// </summary>
    protected bool Shows(string id) => Part is not { } part || part == id;

    /// <summary>Whether the person may do this; hide what they may not.</summary>
    protected bool May(Permission permission) => Actor.May(permission);

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        await base.SetParametersAsync(parameters);
        Frame?.Called(Subject is { Length: > 0 } subject ? $"{subject} · {Title}" : Title);
    }
}

/// <summary>What a page tells the document around it.</summary>
public sealed class Frame
{
    public string Title { get; private set; } = "";

    internal event Action? Changed;

    internal void Called(string title)
    {
        Title = title;
        Changed?.Invoke();
    }
}
