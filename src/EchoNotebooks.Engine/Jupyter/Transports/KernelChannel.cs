namespace EchoNotebooks.Engine.Jupyter;

/// <summary>The channels on which messages travel.</summary>
internal enum KernelChannel
{
    /// <summary>Requests that are answered one after another, such as cells.</summary>
    Shell,

    /// <summary>Requests that do not wait for a running cell.</summary>
    Control,

    /// <summary>Questions to the reader.</summary>
    Stdin,

    /// <summary>Outputs, for every front end.</summary>
    IoPub,
}
