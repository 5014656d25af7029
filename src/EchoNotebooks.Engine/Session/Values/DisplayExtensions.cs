using EchoNotebooks.Engine.Session;

#pragma warning disable IDE0130 // In System, as in .NET Interactive, so that every cell sees it.
namespace System;
#pragma warning restore IDE0130

/// <summary>Shows values from the end of an expression.</summary>
public static class DisplayExtensions
{
    /// <summary>
    /// Shows a value now, in the middle of a cell. The formatting library has a method of this name for an object, whose
    /// result cannot replace what was shown: where the type is known, the compiler prefers this one.
    /// </summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types to show; without any the value's own choice.</param>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);
}
