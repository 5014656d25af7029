using System.Diagnostics.CodeAnalysis;

namespace EchoNotebooks.Views;

/// <summary>Gives the engine one formatter a MIME type; found through <see cref="TypeFormatterSourceAttribute"/>.</summary>
internal sealed class ViewFormatterSource
{
    /// <summary>Called by the engine, by name.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The engine looks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() => [new ViewFormatter(View.Html), new ViewFormatter(View.Plain)];
}
