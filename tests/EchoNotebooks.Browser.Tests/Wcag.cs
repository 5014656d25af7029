using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>What axe looks for: WCAG 2.1, levels A and AA.</summary>
internal static class Wcag
{
    /// <summary>All of it once; of what a page is in the dark only the colours differ.</summary>
    internal static AxeRunOptions Of(ColorScheme scheme) => new()
    {
        RunOnly = scheme == ColorScheme.Dark
            ? RunOnlyOptions.Rules("color-contrast", "link-in-text-block")
            : RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"),
        // Of what passed nothing is listed: a page of pictures has tens of thousands of such nodes.
        ResultTypes = [ResultType.Violations],
    };
}
