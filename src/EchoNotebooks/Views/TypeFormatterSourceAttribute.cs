namespace EchoNotebooks.Views;

/// <summary>
/// Tells a notebook engine, by its name alone, what draws a type: Microsoft.DotNet.Interactive.Formatting looks
/// for an attribute of exactly this name in any namespace, so this library references no package.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type whose CreateTypeFormatters() gives the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types that one output carries, best first.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}
