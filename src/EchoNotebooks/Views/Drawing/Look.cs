namespace EchoNotebooks.Views;

/// <summary>How a shape is painted.</summary>
/// <param name="Stroke">Its outline; null for none.</param>
/// <param name="Width">The outline's width in pixels.</param>
/// <param name="Dash">The outline's dashes; null for an unbroken one.</param>
/// <param name="Fill">Its inside; null for none.</param>
/// <param name="Opacity">Of the inside, 0 to 1.</param>
/// <param name="Plain">The outline's colour where no change is told; null for the same.</param>
/// <param name="Tells">When it is shown.</param>
internal sealed record Look(
    Paint? Stroke = null, double Width = 2, string? Dash = null, Paint? Fill = null, double Opacity = 1,
    Paint? Plain = null, Tells Tells = Tells.Always);
