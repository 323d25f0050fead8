import { code, markdown, notebook } from './notebook.js';

/** The notebook with parameters, which reads the file beside it. */
export const pulsationNotebook = (): string =>
  notebook([
    markdown(`
      # How fast does this star pulsate?

      \`data/light-curve.csv\` beside this notebook has the brightness of a star in the nights of one season. It is
      fainter and brighter by turns, but nights are short and days are blind: the period has to be found.

      The next cell has the tag \`parameters\`. **Submit as job…** shows these values in its dialog: try another number of
      harmonics without touching the notebook.
    `),
    code(
      `
      harmonics = 5           # terms of the Fourier series that is fitted
      shortest_period = 0.3   # days
      longest_period = 1.2    # days
    `,
      'parameters'
    ),
    code(`
      %matplotlib inline
      import matplotlib.pyplot as plt
      import numpy as np
      import pandas as pd
      from scipy.signal import lombscargle

      curve = pd.read_csv("data/light-curve.csv")
      time, magnitude = curve.time_days.to_numpy(), curve.magnitude.to_numpy()

      figure, axes = plt.subplots(figsize=(10, 3.5))
      axes.errorbar(time, magnitude, curve.error, fmt=".", ms=4)
      axes.invert_yaxis()
      axes.set(xlabel="Time [days]", ylabel="Magnitude", title=f"{len(curve)} exposures: no order to be seen")
      plt.show()
    `),
    markdown('## Which period orders it best'),
    code(`
      frequency = np.linspace(1 / longest_period, 1 / shortest_period, 40_000)
      power = lombscargle(time, magnitude - magnitude.mean(), 2 * np.pi * frequency, normalize=True)
      best = frequency[power.argmax()]
      print(f"Most likely period: {1 / best:.5f} days")

      figure, axes = plt.subplots(figsize=(10, 3.5))
      axes.plot(1 / frequency, power, lw=0.7)
      axes.axvline(1 / best, color="tab:red", ls=":", label=f"{1 / best:.5f} days")
      axes.set(xlabel="Period [days]", ylabel="Power", title="Lomb–Scargle periodogram")
      axes.legend()
      plt.show()
    `),
    markdown('## The pulsation, fitted'),
    code(`
      from scipy.optimize import curve_fit

      def pulsation(t, frequency, mean, *coefficients):
          value = np.full_like(t, mean)
          for n in range(harmonics):
              angle = 2 * np.pi * (n + 1) * frequency * t
              value += coefficients[2 * n] * np.sin(angle) + coefficients[2 * n + 1] * np.cos(angle)
          return value

      start = [best, magnitude.mean()] + [0.1] * (2 * harmonics)
      fitted, covariance = curve_fit(pulsation, time, magnitude, p0=start, sigma=curve.error)
      period = 1 / fitted[0]
      period_error = covariance[0, 0] ** 0.5 / fitted[0] ** 2
      residuals = magnitude - pulsation(time, *fitted)

      figure, (upper, lower) = plt.subplots(
          2, sharex=True, figsize=(10, 7), gridspec_kw={"height_ratios": [3, 1]}
      )
      phase = time / period % 1
      fine = np.linspace(0, 2, 600)
      for turn in (0, 1):
          upper.plot(phase + turn, magnitude, ".", color="tab:blue", ms=5)
          lower.plot(phase + turn, residuals, ".", color="tab:gray", ms=4)
      upper.plot(fine, pulsation(fine * period, *fitted), color="tab:orange", lw=2)
      upper.invert_yaxis()
      upper.set(ylabel="Magnitude", title=f"Folded with {period:.6f} ± {period_error:.6f} days")
      lower.set(xlabel="Phase", ylabel="Residual")
      plt.show()
    `),
    code(`
      swing = np.ptp(pulsation(np.linspace(0, period, 500), *fitted))
      print(f"Period      {period:.6f} ± {period_error:.6f} days")
      print(f"Amplitude   {swing:.3f} mag")
      print(f"Residual    {residuals.std():.4f} mag with {harmonics} harmonics")
    `)
  ]);
