import { code, markdown, notebook } from './notebook.js';

/** The exploring notebook: pictures of the survey in the public data volume. */
export const surveyNotebook = (volumeName: string): string =>
  notebook([
    markdown(`
      # A look at the survey

      The folder \`${volumeName}\` is a **data volume**: everybody may read it, nobody has to copy it. It holds a small,
      made-up survey of stars and galaxies. This notebook draws three pictures of it.

      Run it here with *Run → Run All Cells*, or right-click it in the file browser and choose **Submit as job…**: then it
      runs in a container of its own, and goes on when you close the browser.
    `),
    code(`
      %matplotlib inline
      from pathlib import Path

      import matplotlib.pyplot as plt
      import numpy as np
      import pandas as pd

      # The workspace has all volumes in it; this notebook lies in Storage/<user>/persistent/Welcome.
      survey = Path("../../../../${volumeName}")
      stars = pd.read_csv(survey / "stars.csv")
      galaxies = pd.read_csv(survey / "galaxies.csv")
      print(f"{len(stars)} stars and {len(galaxies)} galaxies")
      stars.head()
    `),
    markdown(`
      ## How bright stars are, and of which colour

      The parallax gives the distance, the distance the true brightness. Against the colour, stars fall in groups:
      most lie on the *main sequence*, cool giants above it, white dwarfs below.
    `),
    code(`
      good = stars[stars.parallax_mas > 5 * stars.parallax_error_mas]
      absolute = good.v_mag + 5 * np.log10(good.parallax_mas / 100)

      plt.style.use("dark_background")
      figure, axes = plt.subplots(figsize=(8, 8))
      axes.scatter(good.b_v, absolute, c=good.b_v, cmap="RdYlBu_r", s=6, alpha=0.85, vmin=-0.3, vmax=1.7)
      axes.invert_yaxis()
      axes.set(xlabel="Colour B − V", ylabel="Absolute magnitude", title="Hertzsprung–Russell diagram")
      for text, place in {"Main sequence": (0.2, 6.6), "Giants": (1.4, 0.6), "White dwarfs": (0.3, 11.8)}.items():
          axes.annotate(text, place, color="white", fontsize=12)
      plt.show()
    `),
    markdown(`
      ## Galaxies fly apart

      The further away a galaxy is, the faster it recedes. The slope is Hubble's constant. The spike near 98 Mpc is no
      error: a cluster, whose galaxies fall through each other at a thousand kilometres per second.
    `),
    code(`
      from scipy.optimize import curve_fit

      light = 299_792.458
      distance = 10 ** (galaxies.distance_modulus / 5 - 5)
      velocity = light * galaxies.redshift
      (hubble,), covariance = curve_fit(lambda d, h: h * d, distance, velocity, p0=[60])

      figure, axes = plt.subplots(figsize=(9, 5.5))
      for kind, group in galaxies.groupby("type"):
          axes.scatter(distance[group.index], velocity[group.index], s=10, alpha=0.8, label=kind)
      line = np.linspace(0, distance.max(), 2)
      axes.plot(line, hubble * line, "w--", label=f"$H_0$ = {hubble:.1f} ± {covariance[0, 0] ** 0.5:.1f} km/s/Mpc")
      axes.set(xlabel="Distance [Mpc]", ylabel="Velocity [km/s]", title="Hubble diagram")
      axes.legend()
      plt.show()
    `),
    markdown(`
      ## Where they are

      The same galaxies on the sky, near ones blue and far ones red, with the cluster in the middle.
    `),
    code(`
      figure, axes = plt.subplots(figsize=(10, 5))
      points = axes.scatter(galaxies.ra_deg, galaxies.dec_deg, c=galaxies.redshift, cmap="turbo", s=14)
      axes.invert_xaxis()
      axes.set(xlabel="Right ascension [°]", ylabel="Declination [°]", title="Galaxies on the sky")
      figure.colorbar(points, label="Redshift")
      plt.show()
    `)
  ]);
